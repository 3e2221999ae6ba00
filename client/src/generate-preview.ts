import { type QuickPickItem, QuickPickItemKind } from 'vscode';
import type { ShownChange } from '../../server/src/lsp/generate';
import { wrap } from '../../server/src/text/wrap';
import { asked, type Detail, details } from './generate-details';
import { readGuide } from './generate-guide';
import { allOptions, type Option } from './generate-questions';
import type { Planned, Session } from './generate-session';
import { type Answer, choose, type Place } from './steps';

/** What somebody may do with the changes that are planned. */
interface Item extends QuickPickItem {
  readonly act: 'apply' | 'guide' | 'nothing' | Detail | Option;
}

/** What is to be done at the end: apply what was planned, or nothing. */
export type Decision = { readonly apply: Planned } | 'back' | undefined;

/**
 * Shows what will change, or why nothing can, with all that it follows from; each of that can be changed, and what will
 * change is shown again.
 */
export async function decide(session: Session, place: Place): Promise<Decision> {
  for (let active: string | undefined; ; ) {
    const result = await session.plan();
    const plan = 'problem' in result ? undefined : result;
    const top = 'problem' in result ? await refusal(session, result.problem) : preview(result);
    const items = [...top, ...changeable(session, plan)];
    const answer = await chooseItem(session, plan, place, items, active);
    if (!answer || answer === 'back') return answer;
    const { act, label } = answer.value;
    active = label;
    if (act === 'apply') return plan && plan.changes.length > 0 ? { apply: plan } : undefined;
    if (typeof act === 'object' && 'says' in act) Object.assign(session.answers, act.says);
    else if (typeof act === 'object' && (await act.change(place, session)) === undefined) return undefined;
    else if (act === 'guide' && plan && (await readGuide(place, session.answers.hosts, plan.guide)) === undefined)
      return undefined;
  }
}

function chooseItem(
  session: Session,
  plan: Planned | undefined,
  place: Place,
  items: readonly (Item | QuickPickItem)[],
  active: string | undefined,
): Promise<Answer<Item>> {
  const isItem = (it: Item | QuickPickItem): it is Item => 'act' in it && it.act !== 'nothing';
  const hosts = session.answers.hosts.join(', ');
  return choose({
    ...place,
    title: plan ? plan.summary : `No way out for ${hosts}`,
    placeholder: plan ? hosts : 'Choose what to change',
    items: items as readonly Item[],
    active: items.filter(isItem).find((it) => active === undefined || it.label === active),
  });
}

const separator = (label: string): QuickPickItem => ({ label, kind: QuickPickItemKind.Separator });

function preview({ changes }: Planned): (Item | QuickPickItem)[] {
  const files = [...new Set(changes.map((it) => it.file))];
  const apply: Item =
    changes.length === 0
      ? { label: '$(check) Done', detail: 'Everything that is needed is there.', act: 'apply' }
      : {
          label: '$(check) Review and apply',
          detail: 'Shows each change in its file before it is made.',
          act: 'apply',
        };
  const guide: Item = {
    label: '$(book) What to know',
    detail: 'What goes this way and what does not, what it needs besides, and how to check it.',
    act: 'guide',
  };
  return [apply, guide, ...files.flatMap((file) => inFile(changes.filter((it) => it.file === file)))];
}

/** What becomes of one file. */
const inFile = (changes: readonly ShownChange[]): (Item | QuickPickItem)[] => [
  separator(''),
  ...changes.slice(0, 1).map(fileItem),
  ...changes.map(
    ({ object, isNew }): Item => ({ label: `$(blank) ${isNew ? '$(add)' : '$(edit)'} ${object}`, act: 'nothing' }),
  ),
];

const fileItem = ({ file, isNewFile }: ShownChange): Item => ({
  label: `${isNewFile ? '$(new-file)' : '$(file)'} ${file}`,
  ...(isNewFile ? { description: 'new' } : {}),
  act: 'nothing',
});

/** Why it cannot be had, and each other answer with which it can. */
async function refusal(session: Session, problem: string): Promise<(Item | QuickPickItem)[]> {
  const lines = wrap(problem, '', 80).split('\n');
  const why = lines.map((line, index): Item => ({ label: index === 0 ? `$(error) ${line}` : line, act: 'nothing' }));
  const ways: Item[] = [];
  for (const option of allOptions(session)) {
    const other = await session.plan(option.says);
    if (other && !('problem' in other)) ways.push({ ...option, act: option });
  }
  return [...why, ...(ways.length > 0 ? [separator('ways out'), ...ways] : [])];
}

function changeable(session: Session, plan: Planned | undefined): (Item | QuickPickItem)[] {
  // what has no value follows from a plan that cannot be had
  const items = (group: readonly Detail[]): Item[] =>
    group
      .filter(({ matters }) => matters?.(session) ?? true)
      .map((it) => ({ label: it.label, description: it.value(session, plan?.settled), act: it }))
      .filter((it) => it.description !== '');
  return [
    separator('what you said'),
    ...items(asked),
    separator('what follows, unless you say otherwise'),
    ...items(details),
  ];
}
