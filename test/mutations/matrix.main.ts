import { Bench } from './bench';
import { cellsOf, type MatrixCell, type Sort, told } from './cells';
import { wrongFixes } from './fixes';
import { asIs, judged } from './judge';
import { mutations } from './list';
import { scenarios } from './scenarios';

/*
 * `npm run mutations` prints the matrix. `-- SORT` tells its cells of that sort (`named`, `silent`, `false alarm` …), and
 * `-- SORT WORD` those whose scenario or mutation has that word,
 * and `-- fixes WORD` what is wrong with the fixes of all that is found.
 */

const letters: Readonly<Record<Sort, string>> = {
  named: '+',
  equal: '.',
  'may be meant': 'm',
  silent: 'S',
  'false alarm': 'F',
};

const [sort, word = ''] = process.argv.slice(2);
const cells = sort === 'fixes' ? [] : scenarios.flatMap(cellsOf);
if (sort === 'fixes') printFixes();
else if (sort) printCells();
else printMatrix();

function printMatrix(): void {
  scenarios.forEach(({ key, name }, index) => {
    console.log(`${'|'.repeat(index)}${key.padEnd(80 - index)}${name}`);
  });
  for (const mutation of mutations) {
    const row = scenarios.map((scenario) => {
      const cell = cells.find((it) => it.scenario === scenario && it.mutation === mutation);
      return cell ? letters[cell.sort] : ' ';
    });
    console.log(`${row.join('')} ${mutation.name}`);
  }
  const counts = Object.entries(letters).map(
    ([name, letter]) => `${letter} ${name}: ${cells.filter((it) => it.sort === name).length}`,
  );
  console.log(`${scenarios.length} scenarios, ${mutations.length} mutations, ${cells.length} cells`);
  console.log(counts.join(', '));
}

function hasWord({ scenario, mutation }: Pick<MatrixCell, 'scenario' | 'mutation'>): boolean {
  return `${scenario.key} ${scenario.name} ${mutation.name}`.includes(word);
}

function printFixes(): void {
  for (const scenario of scenarios) {
    const bench = new Bench();
    const { outcome } = asIs(scenario);
    for (const cell of judged(scenario, mutations))
      if (hasWord(cell)) for (const it of wrongFixes(bench, outcome, cell)) console.log(it.text);
  }
}

function printCells(): void {
  for (const cell of cells) if (cell.sort === sort && hasWord(cell)) console.log(told(cell));
}
