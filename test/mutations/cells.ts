import { type Cell, type Judgement, judged } from './judge';
import { mutations } from './list';
import { mayBeMeant } from './may-be-meant';
import { inVainYet, notNamedYet } from './not-named-yet';
import type { Scenario } from './scenario';

/** Cells by mutation: the keys of scenarios, apart by blanks. */
export type CellList = Readonly<Record<string, string>>;

export const isListed = (list: CellList, { mutation, scenario }: Pick<Cell, 'mutation' | 'scenario'>): boolean =>
  list[mutation.name]?.split(' ').includes(scenario.key) === true;

export type Sort = Judgement | 'not named yet' | 'may be meant' | 'in vain yet';

/** The lists, and what a cell is that one of them has; a cell on a list that is something else does not belong there. */
export const excuses: readonly { list: CellList; judgement: Judgement; sort: Sort }[] = [
  { list: notNamedYet, judgement: 'silent', sort: 'not named yet' },
  { list: mayBeMeant, judgement: 'silent', sort: 'may be meant' },
  { list: inVainYet, judgement: 'false alarm', sort: 'in vain yet' },
];

/** What a cell of the matrix is, taken together over all places where the mutation can be made in the scenario. */
export interface MatrixCell {
  readonly scenario: Scenario;
  readonly mutation: Cell['mutation'];
  readonly sort: Sort;
  /** Those that make it what it is. */
  readonly cells: readonly Cell[];
}

/** All cells of a scenario. One that has a place where nothing is named is silent, whatever is said at the others. */
export function cellsOf(scenario: Scenario): MatrixCell[] {
  const cells = [...judged(scenario, mutations)];
  return mutations.flatMap((mutation) => {
    const own = cells.filter((it) => it.mutation === mutation);
    const judgement = inOrder.find((it) => own.some((cell) => cell.judgement === it));
    if (!judgement) return [];
    const cell = { scenario, mutation };
    const sort = excuses.find((it) => it.judgement === judgement && isListed(it.list, cell))?.sort ?? judgement;
    return [{ ...cell, sort, cells: own.filter((it) => it.judgement === judgement) }];
  });
}

/** The worst first. */
const inOrder: readonly Judgement[] = ['false alarm', 'silent', 'named', 'equal'];

/** A cell in words: where it is, what is worse, and what is found. */
export const told = ({ scenario, mutation, sort, cells }: MatrixCell): string =>
  [
    `${sort}: ${mutation.name}, in "${scenario.name}" (${scenario.key})`,
    ...cells.flatMap(({ where, changes, findings }) => [
      `  ${where}`,
      ...changes.map((it) => `    worse: ${it}`),
      ...findings.map((it) => `    found: ${it}`),
    ]),
  ].join('\n');
