import { rules } from '../rules';
import { settingsTable, severities } from '../workspace/settings';
import { parityPage } from './parity';
import { rulePage, rulesPage } from './rule-pages';
import { snippetsFile } from './snippets';

/** Every file that is made from the code and kept in the repository: its path, and its text as it should be. */
export function generatedFiles(packageJson: string): ReadonlyMap<string, string> {
  return new Map([
    ['docs/rules.md', rulesPage()],
    ['docs/parity.md', parityPage()],
    ...rules.map((rule): [string, string] => [`docs/rules/${rule.id}.md`, rulePage(rule)]),
    ['snippets/egress.json', snippetsFile()],
    ['package.json', withSettings(packageJson)],
  ]);
}

/** The manifest with the settings block that the table of settings says. */
function withSettings(packageJson: string): string {
  const manifest = JSON.parse(packageJson) as { contributes?: object };
  const properties = Object.fromEntries(settingsTable.map((it) => [`istioEgress.${it.key}`, property(it)]));
  const configuration = { title: 'Istio Egress', properties };
  return `${JSON.stringify({ ...manifest, contributes: { ...manifest.contributes, configuration } }, null, 2)}\n`;
}

function property({ type, words, default: value, description }: (typeof settingsTable)[number]): object {
  const shared = { scope: 'resource', markdownDescription: description, default: value };
  if (type === 'string' || type === 'boolean') return { type, ...shared };
  if (type === 'perhaps') return { type: ['boolean', 'null'], ...shared, default: null };
  if (type === 'word') return { type: 'string', enum: words, ...shared };
  if (type === 'strings') return { type: 'array', items: { type: 'string' }, ...shared };
  const severity = { type: 'string', enum: [...severities, 'off'] };
  const known = Object.fromEntries(rules.map(({ id, summary }) => [id, { ...severity, description: summary }]));
  return { type: 'object', properties: known, additionalProperties: false, ...shared };
}
