import { keys, struct } from '../yaml/read';
import { inText } from './in-text';
import { defineKind } from './kind';
import { meshSettings } from './mesh-settings';

const withMesh = struct({ mesh: inText(meshSettings) });

const object = struct({
  data: (node) => ({
    keys: keys(node),
    /** The mesh's configuration, which istiod reads from the ConfigMap `istio`. */
    mesh: withMesh(node)?.mesh,
  }),
  binaryData: keys,
});

/** Of its values only the mesh's configuration is read. */
export const configMap = defineKind({
  name: 'ConfigMap',
  groups: [''],
  aside: true,
  at: 'object',
  spec: object,
  definedName: ({ namespace, name }) => ({ kind: 'object', type: 'ConfigMap', namespace, name }),
  *mentions() {},
});
