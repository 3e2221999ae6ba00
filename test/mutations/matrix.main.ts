import { cellsOf, type MatrixCell, type Sort, told } from './cells';
import { mutations } from './list';
import { scenarios } from './scenarios';

/*
 * `npm run mutations` prints the matrix. `-- SORT` tells its cells of that sort (`named`, `silent`, `false alarm` …), and
 * `-- SORT WORD` those whose scenario or mutation has that word; `-- list` prints what belongs into not-named-yet.ts.
 */

const letters: Readonly<Record<Sort, string>> = {
  named: '+',
  equal: '.',
  'not named yet': 'o',
  'may be meant': 'm',
  'in vain yet': 'v',
  silent: 'S',
  'false alarm': 'F',
};

const cells = scenarios.flatMap(cellsOf);
const [sort, word = ''] = process.argv.slice(2);
if (sort === 'list') printList();
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

function printCells(): void {
  const hasWord = ({ scenario, mutation }: MatrixCell): boolean =>
    `${scenario.key} ${scenario.name} ${mutation.name}`.includes(word);
  for (const cell of cells) if (cell.sort === sort && hasWord(cell)) console.log(told(cell));
}

function printList(): void {
  for (const mutation of mutations) {
    const keys = cells
      .filter((it) => it.mutation === mutation && (it.sort === 'silent' || it.sort === 'not named yet'))
      .map(({ scenario }) => scenario.key);
    if (keys.length > 0) console.log(`  '${mutation.name}': '${keys.join(' ')}',`);
  }
}
