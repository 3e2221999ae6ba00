import { unnamed } from '../model/namespace';
import { newestRelease, oldestRelease, releaseText } from '../schema/releases';

/** What the user may set, as `istioEgress.<key>` in the editor and `<key>` in `.istio-egress.yaml`. */
export interface Settings {
  readonly namespace: string;
  /** Empty where it is to be found in the workspace. */
  readonly istioVersion: string;
  readonly rootNamespace: string;
  readonly outboundTrafficPolicy: OutboundTrafficMode;
  readonly trustDomain: string;
  readonly autoMtls: boolean;
  readonly dnsCapture: boolean;
  /** Not set: the workspace is judged by what it holds, see mesh/ownership.ts. */
  readonly closedWorld: boolean | undefined;
  readonly gateway: string;
  readonly meshes: readonly string[];
  readonly exclude: readonly string[];
  readonly rules: Readonly<Record<string, string>>;
}

export const severities = ['error', 'warning', 'information', 'hint'] as const;
export type Severity = (typeof severities)[number];

/** What sidecars do with requests for a host that Istio knows nothing of. */
export const outboundTrafficModes = ['ALLOW_ANY', 'REGISTRY_ONLY', 'ALLOW_ANY_DYNAMIC_DNS'] as const;
export type OutboundTrafficMode = (typeof outboundTrafficModes)[number];

/** The versions that may be set. */
export const istioVersions: readonly string[] = Array.from({ length: newestRelease - oldestRelease + 1 }, (_, index) =>
  releaseText(oldestRelease + index),
);

interface Setting {
  readonly key: keyof Settings;
  /** `perhaps` is true, false, or left to us. */
  readonly type: 'string' | 'boolean' | 'perhaps' | 'word' | 'strings' | 'severities';
  /** What a word may be. */
  readonly words?: readonly string[];
  readonly default: unknown;
  readonly description: string;
}

/** The settings block of package.json and the reader below come from this table. */
export const settingsTable: readonly Setting[] = [
  {
    key: 'namespace',
    type: 'string',
    default: unnamed,
    description:
      'Namespace of objects that name none, like `kubectl -n`. Left empty, they share one unknown namespace that agrees with every other.',
  },
  {
    key: 'istioVersion',
    type: 'word',
    words: ['', ...istioVersions],
    default: '',
    description:
      'Istio’s version, such as `1.28`. Left empty, it is that of an IstioOperator, an `Istio`, a Helm chart or an image of istiod in the workspace; where there is none, nothing depends on it.',
  },
  {
    key: 'rootNamespace',
    type: 'string',
    default: 'istio-system',
    description:
      "Istio's root namespace, whose DestinationRules hold for the whole mesh, where the workspace does not hold the mesh's configuration.",
  },
  {
    key: 'outboundTrafficPolicy',
    type: 'word',
    words: outboundTrafficModes,
    default: 'ALLOW_ANY',
    description:
      'What sidecars do with requests for unknown hosts, where the workspace does not hold the mesh’s configuration.',
  },
  {
    key: 'trustDomain',
    type: 'string',
    default: 'cluster.local',
    description:
      'The mesh’s trust domain, with which the identities of pods begin, where the workspace does not hold the mesh’s configuration.',
  },
  {
    key: 'autoMtls',
    type: 'boolean',
    default: true,
    description:
      'Whether proxies of the mesh use its TLS among each other by themselves, where the workspace does not hold the mesh’s configuration.',
  },
  {
    key: 'dnsCapture',
    type: 'boolean',
    default: false,
    description:
      'Whether sidecars answer DNS (`ISTIO_META_DNS_CAPTURE`), where the workspace does not hold the mesh’s configuration.',
  },
  {
    key: 'closedWorld',
    type: 'perhaps',
    default: undefined,
    description:
      'Whether what is not in the workspace does not exist: `true` makes an error of each name that nothing here has, `false` a hint. Left out, a namespace is taken as complete where the workspace has objects of that kind in it, or of two others.',
  },
  {
    key: 'gateway',
    type: 'string',
    default: 'istio-system/istio-egressgateway',
    description:
      'The egress gateway’s Service, as `namespace/name`, that generated manifests of Istio’s API send traffic to.',
  },
  {
    key: 'meshes',
    type: 'strings',
    default: [],
    description:
      'Folders, relative to the workspace, that each hold a mesh of their own: nothing in one is seen from another.',
  },
  {
    key: 'exclude',
    type: 'strings',
    default: [],
    description: 'Files and folders that are not read, in the syntax of `.gitignore`. What git ignores is never read.',
  },
  {
    key: 'rules',
    type: 'severities',
    default: {},
    description: 'Severity of a rule by its id: `error`, `warning`, `information`, `hint` or `off`.',
  },
];

export const defaultSettings = Object.fromEntries(
  settingsTable.map((it) => [it.key, it.default]),
) as unknown as Settings;

export interface SettingsProblem {
  /** The key at fault. */
  readonly key: string;
  readonly message: string;
}

/**
 * Settings from any JSON-like value: what is missing has its default, what is wrong has its default and a problem.
 * `ruleIds` are the ids that `rules` may name.
 */
export function readSettings(
  value: unknown,
  ruleIds: readonly string[],
): { settings: Settings; problems: SettingsProblem[] } {
  const problems: SettingsProblem[] = [];
  const settings: Record<string, unknown> = { ...defaultSettings };
  if (value === undefined || value === null) return { settings: defaultSettings, problems };
  if (typeof value !== 'object' || Array.isArray(value))
    return { settings: defaultSettings, problems: [{ key: '', message: 'settings are a mapping of names to values' }] };
  for (const [key, given] of Object.entries(value)) {
    const setting = settingsTable.find((it) => it.key === key);
    if (!setting) {
      problems.push({
        key,
        message: `\`${key}\` is not a setting; there are ${settingsTable.map((it) => it.key).join(', ')}`,
      });
      continue;
    }
    if (given === null || given === undefined) continue;
    const problem = mistake(setting, given, ruleIds);
    if (problem) problems.push({ key, message: problem });
    else settings[key] = setting.type === 'word' ? wordMeant(setting, given) : given;
  }
  return { settings: settings as unknown as Settings, problems };
}

/** One of the words; a version without quotes is a number in YAML, which has lost its zero. */
const wordMeant = ({ words = [] }: Pick<Setting, 'words'>, value: unknown): string | undefined =>
  words.find((it) => it === value || (typeof value === 'number' && Number(it) === value));

function mistake({ key, type, words = [] }: Setting, value: unknown, ruleIds: readonly string[]): string | undefined {
  if (type === 'string') return typeof value === 'string' ? undefined : `\`${key}\` is a text`;
  if (type === 'boolean' || type === 'perhaps')
    return typeof value === 'boolean' ? undefined : `\`${key}\` is true or false`;
  if (type === 'word')
    return wordMeant({ words }, value) !== undefined
      ? undefined
      : `\`${key}\` is one of ${words.filter(Boolean).join(', ')}`;
  if (type === 'strings')
    return Array.isArray(value) && value.every((it) => typeof it === 'string')
      ? undefined
      : `\`${key}\` is a list of texts`;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return `\`${key}\` is a mapping of rule ids to severities`;
  for (const [id, severity] of Object.entries(value)) {
    if (!ruleIds.includes(id)) return `\`${key}\` names the rule \`${id}\`, which does not exist`;
    if (severity !== 'off' && !severities.some((it) => it === severity))
      return `\`${key}.${id}\` is one of ${severities.join(', ')}, off`;
  }
  return undefined;
}
