import { keys, type Read, struct } from '../yaml/read';
import { defineKind } from './kind';

/** Which keys there are; what is in them is nobody's business. */
const object = struct({ data: keys, stringData: keys });
export type SecretSpec = Read<typeof object>;

export const secret = defineKind({
  name: 'Secret',
  groups: [''],
  aside: true,
  at: 'object',
  spec: object,
  definedName: ({ namespace, name }) => ({ kind: 'object', type: 'Secret', namespace, name }),
  *mentions() {},
});

/** Whether the Secret has a value under that key. */
export const hasKey = ({ data, stringData }: SecretSpec, key: string): boolean => data.has(key) || stringData.has(key);
