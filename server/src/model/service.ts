import { integer, list, strings, struct, text } from '../yaml/read';
import { serviceHost } from './host';
import { defineKind } from './kind';
import { uses } from './name';

const port = struct({ port: integer, name: text, protocol: text, appProtocol: text, targetPort: text });

const spec = struct({ type: text, externalName: text, selector: strings, ports: list(port) });

export const service = defineKind({
  name: 'Service',
  groups: [''],
  spec,
  definedName: ({ namespace, name }) => ({ kind: 'host', host: serviceHost(name, namespace) }),
  *mentions({ selector }) {
    for (const [key, value] of selector ?? []) yield uses(value, { kind: 'label', key, value: value.value });
  },
});
