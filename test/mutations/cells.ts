import { type Cell, type Judgement, judged } from './judge';
import { mutations } from './list';
import { mayBeMeant } from './may-be-meant';
import type { Scenario } from './scenario';

/**
 * Cells by mutation: the keys of scenarios, apart by blanks. `key` stands for every place where the mutation can be made
 * there, and `key:place` for those that have that in their name, such as `http:ports.1`.
 */
export type CellList = Readonly<Record<string, string>>;

const has = (word: string, { scenario, where }: Cell): boolean => {
  const [key, place = ''] = word.split(':');
  return scenario.key === key && where.includes(place);
};

export type Sort = Judgement | 'may be meant';

const wordsOf = ({ name }: Cell['mutation']): string[] => mayBeMeant[name]?.split(' ') ?? [];

const sortOf = (cell: Cell): Sort =>
  cell.judgement === 'silent' && wordsOf(cell.mutation).some((it) => has(it, cell)) ? 'may be meant' : cell.judgement;

/** A mutation in a scenario, at all places where it can be made. */
export interface MatrixCell {
  readonly scenario: Scenario;
  readonly mutation: Cell['mutation'];
  /** That of its worst place. */
  readonly sort: Sort;
  /** The places that are of that sort. */
  readonly cells: readonly Cell[];
  /** The words of the list that stand for it and do not belong there any more. */
  readonly settled: readonly string[];
}

export function cellsOf(scenario: Scenario): MatrixCell[] {
  const all = [...judged(scenario, mutations)].map((cell) => ({ cell, sort: sortOf(cell) }));
  return mutations.flatMap((mutation) => {
    const own = all.filter(({ cell }) => cell.mutation === mutation);
    const sort = worstFirst.find((it) => own.some((cell) => cell.sort === it));
    if (!sort) return [];
    const settled = wordsOf(mutation)
      .filter((it) => it.split(':')[0] === scenario.key)
      .filter((word) => !own.some(({ cell, sort }) => sort === 'may be meant' && has(word, cell)))
      .map((word) => `${mutation.name}: ${word} is named now, or nothing is worse: take it off the list`);
    return [{ scenario, mutation, sort, cells: own.filter((it) => it.sort === sort).map((it) => it.cell), settled }];
  });
}

const worstFirst: readonly Sort[] = ['false alarm', 'silent', 'may be meant', 'named', 'equal'];

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
