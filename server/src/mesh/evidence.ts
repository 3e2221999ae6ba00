import type { MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';

/** Why something is as it is, or why it is not: a fact of Istio, and the place in a manifest where it shows. */
export interface Evidence {
  /** The number that the fact has in the code, such as `V10`. */
  readonly fact: string;
  /** One sentence for somebody who has never seen Envoy. */
  readonly text: string;
  readonly object?: MeshObject;
  /** In the object, from its root: `['spec', 'http', 0]`. */
  readonly path?: Path;
  /** That it lost to another object only because it is younger, or has the later name where nobody says how old they are. */
  readonly byAge?: true;
}

/** Something that the manifests don't say and that was taken to be so. */
export type Assumption = Omit<Evidence, 'fact' | 'byAge'>;
