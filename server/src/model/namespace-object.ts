import { struct } from '../yaml/read';
import { defineKind } from './kind';

export const namespaceObject = defineKind({
  name: 'Namespace',
  groups: [''],
  clusterWide: true,
  at: 'object',
  spec: struct({}),
  definedName: ({ name }) => ({ kind: 'namespace', name }),
  *mentions() {},
});
