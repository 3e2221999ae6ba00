import { rules as allRules } from '../rules';
import type { Rule } from '../rules/rule';
import { type Command, exitStatus, lastValue, type Option } from './command';

export const formatOption: Option = {
  name: 'format',
  value: 'FORMAT',
  choices: ['text', 'json'],
  description: 'How it is printed (default: text).',
};

export const rules: Command = {
  name: 'rules',
  positionals: '',
  summary: 'List the rules that `check` looks for.',
  details: [],
  options: [formatOption],

  run(given) {
    process.stdout.write(lastValue(given, 'format') === 'json' ? rulesJson(allRules) : table(allRules));
    return exitStatus.clean;
  },
};

/** Rules as data; `more` adds to what is said of each. */
export function rulesJson(rules: readonly Rule[], more: (rule: Rule) => object = () => ({})): string {
  const list = rules.map((rule) => {
    const { id, severity, summary, reference, aliases = [] } = rule;
    return { id, severity, summary, reference, aliases, ...more(rule) };
  });
  return `${JSON.stringify({ version: 1, rules: list }, null, 2)}\n`;
}

function table(rules: readonly Rule[]): string {
  const width = Math.max(...rules.map((it) => it.id.length));
  return rules.map(({ id, severity, summary }) => `${id.padEnd(width)}  ${severity.padEnd(11)}  ${summary}\n`).join('');
}
