import { type QuickPickItem, QuickPickItemKind } from 'vscode';
import type { Planned, ShownChange } from '../../server/src/lsp/planned';
import { wrap } from '../../server/src/text/wrap';
import { readGuide } from './guide';
import { type Answer, choose, type Place } from './steps';

/** A line of the preview; one that can be chosen leads to a question, after which the changes are shown again. */
export interface Row extends QuickPickItem {
  readonly act?: 'apply' | ((place: Place) => Promise<Answer<unknown>>);
}

/** Changes that may be made, with all that they follow from. */
export interface Proposal<P extends Planned = Planned> {
  readonly subject: () => string;
  /** What is said above the reason where it cannot be had. */
  readonly refusal: () => string;
  readonly plan: () => Promise<P | { readonly problem: string }>;
  /** What the changes follow from, to be changed. */
  readonly origins: (plan: P | undefined) => readonly Row[];
  /** What can be had where this cannot. */
  readonly waysOut: () => Promise<readonly Row[]>;
}

/**
 * Shows what will change, or why nothing can, with all that it follows from; each of that can be changed, and what will
 * change is shown again. Gives the changes that are to be made.
 */
export async function decide<P extends Planned>(proposal: Proposal<P>, place: Place): Promise<Answer<P>> {
  for (let active: string | undefined; ; ) {
    const result = await proposal.plan();
    const plan = 'problem' in result ? undefined : result;
    const top =
      'problem' in result ? await reasons(proposal, result.problem) : [applied(result), ...preview(proposal, result)];
    const answer = await chooseRow(proposal, plan, place, [...top, ...proposal.origins(plan)], active);
    if (!answer || answer === 'back') return answer;
    const row = answer.value;
    active = row.label;
    if (row.act === 'apply') return plan && plan.changes.length > 0 ? { value: plan } : undefined;
    if (row.act && (await row.act({ ...place, canGoBack: true })) === undefined) return undefined;
  }
}

function chooseRow(
  { subject, refusal }: Pick<Proposal, 'subject' | 'refusal'>,
  plan: Planned | undefined,
  place: Place,
  items: readonly Row[],
  active: string | undefined,
): Promise<Answer<Row>> {
  return choose({
    ...place,
    title: plan ? plan.summary : refusal(),
    placeholder: plan ? subject() : 'Choose what to change',
    items,
    active: items.find((it) => it.act && (active === undefined || it.label === active)),
  });
}

/** A line between groups. */
export const separator = (label: string): Row => ({ label, kind: QuickPickItemKind.Separator });

const applied = ({ changes }: Planned): Row =>
  changes.length === 0
    ? { label: '$(check) Done', detail: 'Everything that is needed is there.', act: 'apply' }
    : { label: '$(check) Review and apply', detail: 'Shows each change in its file before it is made.', act: 'apply' };

function preview({ subject }: Pick<Proposal, 'subject'>, { changes, guide }: Planned): Row[] {
  const files = [...new Set(changes.map((it) => it.file))];
  const know: Row = {
    label: '$(book) What to know',
    detail: guide.map(({ title }, index) => (index === 0 ? title : uncapitalized(title))).join(', '),
    act: (place) => readGuide(place, subject(), guide),
  };
  return [
    ...(guide.length > 0 ? [know] : []),
    ...files.flatMap((file) => inFile(changes.filter((it) => it.file === file))),
  ];
}

const uncapitalized = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

const objectIcons = { new: '$(add)', changed: '$(edit)', removed: '$(remove)' } as const;
const fileIcons = { new: '$(new-file)', changed: '$(file)', removed: '$(trash)' } as const;

/** What becomes of one file. */
const inFile = (changes: readonly ShownChange[]): Row[] => [
  separator(''),
  ...changes.slice(0, 1).map(fileRow),
  ...changes.map(({ object, fate }): Row => ({ label: `$(blank) ${objectIcons[fate]} ${object}` })),
];

const fileRow = ({ file, fileFate }: ShownChange): Row => ({
  label: `${fileIcons[fileFate]} ${file}`,
  ...(fileFate === 'changed' ? {} : { description: fileFate }),
});

/** Why it cannot be had, and what can. */
async function reasons({ waysOut }: Pick<Proposal, 'waysOut'>, problem: string): Promise<Row[]> {
  const lines = wrap(problem, '', 80).split('\n');
  const why = lines.map((line, index): Row => ({ label: `${index === 0 ? '$(error)' : '$(blank)'} ${line}` }));
  const ways = await waysOut();
  return [...why, ...(ways.length > 0 ? [separator('ways out'), ...ways] : [])];
}
