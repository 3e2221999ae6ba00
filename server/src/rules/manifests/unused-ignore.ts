import { type Fix, fix } from '../../generate/edit';
import { lineEnd, lineStart } from '../../text/line';
import { nearest } from '../../text/nearest';
import type { Located, Span } from '../../text/span';
import type { Ignore } from '../ignores';
import { defineIgnoreRule } from '../rule';

export const unusedIgnore = defineIgnoreRule({
  id: 'unused-ignore',
  severity: 'hint',
  summary: 'A comment silences a rule that finds nothing there, or that does not exist.',
  rationale:
    'A comment `# istio-egress-ignore RULE[, RULE] -- why` silences rules on its own line or on the next one, and above the first key of an object in the whole object. One that silences nothing is left over from something that has been mended, or stands at the wrong place; it would hide the next mistake.',
  reference: 'https://istio.io/latest/docs/reference/config/analysis/',

  *check(ignore, unused, ids) {
    if (ignore.rules.length === 0)
      yield {
        span: ignore.span,
        message: 'The comment names no rule, so it silences nothing.',
        fixes: () => removed(ignore),
      };
    for (const id of ignore.rules) {
      const [meant] = nearest(id.value, ids);
      if (!ids.includes(id.value))
        yield {
          span: id.span,
          message: `There is no rule '${id.value}', so nothing is silenced.${meant ? ` Did you mean '${meant}'?` : ''}`,
          fixes: () => [...(meant ? renamed(ignore, id, meant) : []), ...without(ignore, id, unused)],
        };
      else if (unused.includes(id))
        yield {
          span: id.span,
          message: `'${id.value}' finds nothing here, so there is nothing to silence.`,
          fixes: () => without(ignore, id, unused),
        };
    }
  },

  examples: [
    {
      title: 'what was silenced has been mended',
      source: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments }
spec:
  host: api.payments.example
  trafficPolicy:
    tls:
      # istio-egress-ignore enum-case -- the old gateway needs it
#                           ^^^^^^^^^ 'enum-case' finds nothing here, so there is nothing to silence.
      mode: SIMPLE
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments }
spec:
  host: api.payments.example
  trafficPolicy:
    tls:
      mode: SIMPLE
`,
    },
    {
      title: 'a rule that does not exist',
      source: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments }
spec:
  host: api.payments.example
  trafficPolicy:
    tls: { mode: SIMPLE } # istio-egress-ignore everything
#                                               ^^^^^^^^^^ There is no rule 'everything', so nothing is silenced.
`,
    },
    {
      title: 'a comment that silences what is found on the next line',
      source: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: payments }
spec:
  host: api.payments.example
  trafficPolicy:
    tls:
      # istio-egress-ignore enum-case -- a tool of ours writes it in upper case
      mode: simple
`,
    },
  ],
});

const renamed = ({ document }: Ignore, { span }: Located<string>, newText: string): Fix[] =>
  fix(`Change to '${newText}'`, [{ document, span, newText }]);

/** Takes one id out of the comment, or the comment where the others silence nothing either. */
function without(ignore: Ignore, id: Located<string>, unused: readonly Located<string>[]): Fix[] {
  const { document, rules } = ignore;
  if (rules.every((it) => it === id || unused.includes(it))) return removed(ignore);
  const place = rules.indexOf(id);
  const next = rules[place + 1];
  const span = next
    ? { start: id.span.start, end: next.span.start }
    : { start: rules[place - 1]!.span.end, end: id.span.end };
  return fix(`Remove '${id.value}' from the comment`, [{ document, span, newText: '' }]);
}

const removed = (ignore: Ignore): Fix[] =>
  fix('Remove the comment', [{ document: ignore.document, span: wholeComment(ignore), newText: '' }]);

/** With its line where nothing else is on it, else with the blanks in front. */
function wholeComment({ document: { text }, span }: Ignore): Span {
  const start = lineStart(text, span.start);
  const end = lineEnd(text, span.end);
  if (text.slice(start, span.start).trim() !== '')
    return { start: start + text.slice(start, span.start).trimEnd().length, end };
  const next = text.indexOf('\n', end);
  return { start, end: next < 0 ? text.length : next + 1 };
}
