import { rules } from '../rules';
import { ignoreMark } from '../rules/ignores';
import { carets, type Example, type Rule } from '../rules/rule';
import { wrap } from '../text/wrap';
import { severities } from '../workspace/settings';
import { suggestion } from './arguments';
import { hasColour, type Paint, painter } from './colour';
import { type Command, exitStatus, lastValue, UsageError } from './command';
import { formatOption, rulesJson } from './rules';

export const explain: Command = {
  name: 'explain',
  positionals: 'RULE',
  summary: 'Say what a rule means, why it matters, and how to mend what it finds.',
  details: [
    'RULE is the id of a rule, or a code of `istioctl analyze` (IST0101) or Kiali (KIA1102) that means the same.',
  ],
  options: [formatOption],

  run(given) {
    const [name, ...more] = given.positionals;
    if (name === undefined) throw new UsageError('name a rule; `istio-egress rules` lists them');
    if (more.length > 0) throw new UsageError(`one rule at a time: ${more[0]} is one too many`);
    const found = rulesCalled(name);
    const paint = painter(hasColour(process.stdout));
    process.stdout.write(
      lastValue(given, 'format') === 'json'
        ? rulesJson(found, ({ rationale, examples }) => ({ rationale, examples }))
        : found.map((it) => explanation(it, paint)).join('\n\n'),
    );
    return exitStatus.clean;
  },
};

/** The rule of that id, or all that another program's code means. */
function rulesCalled(name: string): readonly Rule[] {
  const found = rules.filter((it) => it.id === name || it.aliases?.includes(name.toUpperCase()));
  if (found.length > 0) return found;
  const ids = rules.map((it) => it.id);
  throw new UsageError(`there is no rule ${name}${suggestion(name, ids) || '; `istio-egress rules` lists them'}`);
}

/** All that is known of a rule, for people. */
export function explanation(rule: Rule, paint: Paint): string {
  const { id, severity, summary, rationale, reference, aliases = [], examples } = rule;
  const bad = examples.find((it) => carets.test(it.source)) ?? examples[0];
  const others = [severity, ...severities.filter((it) => it !== severity)].slice(1).join(', ');
  return [
    `${paint(severity, severity)} ${paint('strong', id)}`,
    wrap(summary),
    wrap(rationale),
    ...(aliases.length > 0 ? [`Elsewhere it is called ${aliases.join(', ')}.`] : []),
    heading(`Example: ${bad.title}`, paint),
    indented(bad.source, (line) => (carets.test(line) ? paint(severity, line) : line)),
    ...repaired(bad, paint),
    heading('To silence it', paint),
    `Write in .istio-egress.yaml at the root of the workspace (or ${others} instead of off):`,
    indented(`rules:\n  ${id}: off\n`),
    ...(rule.on === 'ignore'
      ? []
      : [`Or on the line above, or above the first key of an object:`, indented(`# ${ignoreMark} ${id} -- why\n`)]),
    `See ${reference}\n`,
  ].join('\n\n');
}

const repaired = ({ fixed }: Example, paint: Paint): string[] =>
  fixed === undefined ? [] : [heading('After the first fix', paint), indented(fixed)];

const heading = (text: string, paint: Paint): string => paint('strong', text);

const indented = (text: string, style: (line: string) => string = (it) => it): string =>
  text
    .replace(/^\n/, '')
    .trimEnd()
    .split('\n')
    .map((line) => (line ? `    ${style(line)}` : ''))
    .join('\n');
