import { integer, list, strings, struct, text } from '../yaml/read';
import { serviceHost } from './host';
import { defineKind } from './kind';
import { uses } from './name';
import { listenerClass, servicePortProtocol } from './protocol';

const port = struct({ port: integer, name: text, protocol: text, appProtocol: text, targetPort: text });

const spec = struct({
  type: text,
  clusterIP: text,
  clusterIPs: list(text),
  externalName: text,
  selector: strings,
  ports: list(port),
});

export const service = defineKind({
  name: 'Service',
  groups: [''],
  spec,
  definedName: ({ namespace, name }) => ({ kind: 'host', host: serviceHost(name, namespace) }),
  *mentions({ selector, type, externalName }) {
    if (type?.value === 'ExternalName' && externalName)
      yield uses(externalName, { kind: 'host', host: externalName.value.toLowerCase() });
    for (const [key, value] of selector ?? []) yield uses(value, { kind: 'label', key, value: value.value });
  },
  *dialled({ ports, clusterIP }) {
    for (const { port, name, protocol, appProtocol } of ports)
      if (port)
        yield {
          port: port.value,
          listener: listenerClass(
            servicePortProtocol(port.value, name?.value ?? '', protocol?.value ?? '', appProtocol?.value ?? ''),
          ),
        };
    if (clusterIP) yield { address: clusterIP.value };
  },
});
