import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../rules';
import { LineIndex } from '../text/line-index';
import { readSettings } from '../workspace/settings';
import { parse } from '../yaml/parse';
import { entryOf, type Node } from '../yaml/tree';
import type { Problem } from './problem';
import { readText } from './read-text';

/** At the workspace's root, checked in with the manifests. */
export const settingsFileName = '.istio-egress.yaml';

export interface SettingsFile {
  /** The settings that the file has and that are right, by their keys; to be laid over those of the editor. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
}

/** The ids that `rules` may name. */
export const ruleIds: readonly string[] = rules.map((it) => it.id);

/** Reads the settings file of a workspace. Nothing is set where it is missing; what is wrong is left out and a problem. */
export function readSettingsFile(root: string): SettingsFile {
  const file = join(root, settingsFileName);
  if (!existsSync(file)) return { values: {}, problems: [] };
  const read = readText(file);
  return 'problem' in read
    ? { values: {}, problems: [{ file: settingsFileName, message: read.problem }] }
    : parseSettings(read.text);
}

/** The settings in the text of a settings file. */
export function parseSettings(text: string): SettingsFile {
  const lines = new LineIndex(text);
  const problem = (offset: number, message: string): Problem => {
    return { file: settingsFileName, line: lines.position(offset).line + 1, message };
  };
  const { root, errors } = parse(text);
  const [error] = errors;
  if (error) return { values: {}, problems: [problem(error.span.start, `This is not valid YAML: ${error.value}`)] };

  const given = plain(root);
  const { problems } = readSettings(given, ruleIds);
  const wrong = new Set(problems.map((it) => it.key));
  const right = Object.entries(given ?? {}).filter(([key, value]) => value !== null && !wrong.has(key));
  return {
    values: wrong.has('') ? {} : Object.fromEntries(right),
    problems: problems.map(({ key, message }) => problem(entryOf(root, key)?.key.span.start ?? 0, sentence(message))),
  };
}

/** The plain value that a node stands for. */
function plain(node: Node | undefined): unknown {
  if (node?.kind === 'sequence') return node.items.map(plain);
  if (node?.kind === 'mapping') return Object.fromEntries(node.entries.map((it) => [it.key.value, plain(it.value)]));
  return node?.value ?? null;
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
