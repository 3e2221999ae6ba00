import { struct, text } from '../yaml/read';
import { helmValues } from './helm-values';
import { defineKind } from './kind';

const spec = struct({ version: text, namespace: text, profile: text, values: helmValues });

/** A control plane that the Sail operator installs. */
export const istioControlPlane = defineKind({
  name: 'Istio',
  groups: ['sailoperator.io', 'operator.istio.io'],
  aside: true,
  clusterWide: true,
  spec,
  *mentions() {},
});
