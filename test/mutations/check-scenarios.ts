import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inShort, traced } from '../traced';
import { cellsOf, told } from './cells';
import { asIs } from './judge';
import type { Scenario } from './scenario';

/** The tests of scenarios: each is right as it is, and whatever makes it worse is named. */
export function checkScenarios(scenarios: readonly Scenario[]): void {
  for (const scenario of scenarios)
    describe(scenario.name, () => {
      test('leads where it promises, and nothing is found in it', () => {
        for (const { from, to, becomes } of scenario.requests)
          assert.equal(inShort(traced(scenario.manifests, from, to)), becomes, `${from} to ${to}`);
        assert.deepEqual(asIs(scenario).findings, []);
      });
      test('whatever makes it worse is named, and nothing else is', () => {
        const cells = cellsOf(scenario);
        const wrong = cells.filter(({ sort }) => sort === 'silent' || sort === 'false alarm').map(told);
        const complaints = [...wrong, ...cells.flatMap((it) => it.settled)].join('\n');
        assert.ok(complaints === '', complaints);
      });
    });
}
