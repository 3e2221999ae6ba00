import assert from 'node:assert/strict';
import { type DocumentFinding, Findings } from '../../server/src/features/findings';
import type { Mesh, MeshObject } from '../../server/src/workspace/mesh';
import { Workspace } from '../../server/src/workspace/workspace';
import { type Ends, endsIn } from './reached';

const file = 'main.yaml';

/** Manifests as they are on a bench, until others are put there. */
export interface Opened {
  readonly mesh: Mesh;
  readonly objects: readonly MeshObject[];
  readonly findings: readonly DocumentFinding[];
  readonly ends: Ends;
}

/** One workspace for all mutations of a scenario: only what a mutation changes is read again. */
export class Bench {
  readonly workspace = new Workspace();
  readonly #failures: string[] = [];
  readonly #findings = new Findings(this.workspace, (rule, error) => this.#failures.push(`${rule.id}: ${error}`));

  open(manifests: string): Opened {
    this.workspace.set(file, manifests);
    this.#findings.settle();
    assert.deepEqual(this.#failures, [], 'a rule failed');
    const known = this.workspace.documents(file).flatMap((it) => this.workspace.meshesOf(it));
    assert.ok(known[0]);
    return {
      mesh: known[0].mesh,
      objects: known.flatMap((it) => it.objects),
      findings: this.#findings.of(file),
      ends: endsIn(known[0].mesh),
    };
  }
}
