import { rules } from '../rules';
import { ignoreMark } from '../rules/ignores';
import { carets, type Example, type Rule } from '../rules/rule';

/** The page of a rule, as Markdown. */
export function rulePage({ id, on, severity, summary, rationale, reference, aliases = [], examples }: Rule): string {
  const bad = examples.filter((it) => carets.test(it.source));
  const good = examples.filter((it) => !carets.test(it.source));
  const parts = [
    `# ${id}`,
    summary,
    `Severity: **${severity}**.${aliases.length > 0 ? ` Called ${aliases.join(', ')} elsewhere.` : ''}`,
    '## Why',
    rationale,
    `Source: <${reference}>`,
    '## What is found',
    ...bad.flatMap((it) => [`${sentence(it.title)}:`, fence(it.source), ...fixed(it)]),
    ...(good.length > 0
      ? ['## What is right', ...good.flatMap((it) => [`${sentence(it.title)}:`, fence(it.source)])]
      : []),
    '## How to silence it',
    `In the settings, or in \`.istio-egress.yaml\` without the prefix:`,
    fence(`istioEgress.rules:\n  ${id}: off # or error, warning, information, hint\n`),
    ...(on === 'ignore'
      ? []
      : [
          'For one line, or above the first key of an object for the whole object:',
          fence(`# ${ignoreMark} ${id} -- why`),
        ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The list of all rules, as Markdown. */
export function rulesPage(): string {
  const rows = rules.map(({ id, severity, summary }) => `| [${id}](rules/${id}.md) | ${severity} | ${summary} |`);
  return `# Rules\n\nWhat Istio Egress looks for. Each rule has a page with the reason, an example and the repair.\n\n| Rule | Severity | What is wrong |\n|---|---|---|\n${rows.join('\n')}\n`;
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const fence = (text: string): string => `\`\`\`yaml\n${text.replace(/^\n/, '').trimEnd()}\n\`\`\``;

const fixed = ({ fixed: text }: Example): string[] =>
  text === undefined ? [] : ['The quick fix leaves:', fence(text)];
