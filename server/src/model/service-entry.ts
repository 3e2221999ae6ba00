import { integer, list, type Read, strings, struct, text } from '../yaml/read';
import { defineKind } from './kind';
import { defines, uses } from './name';
import { listenerClass, parseProtocol } from './protocol';
import { endpoint } from './workload-entry';

const port = struct({ number: integer, name: text, protocol: text, targetPort: integer });

const spec = struct({
  hosts: list(text),
  addresses: list(text),
  ports: list(port),
  location: text,
  resolution: text,
  endpoints: list(endpoint),
  workloadSelector: struct({ labels: strings }),
  subjectAltNames: list(text),
  exportTo: list(text),
});
export type ServiceEntrySpec = Read<typeof spec>;

export const serviceEntry = defineKind({
  name: 'ServiceEntry',
  groups: ['networking.istio.io'],
  spec,
  definedName: ({ namespace, name }) => ({ kind: 'object', type: 'ServiceEntry', namespace, name }),
  *mentions({ hosts, endpoints }) {
    // R8 pilot/pkg/serviceregistry/serviceentry/conversion.go convertServices: hosts are never completed
    for (const host of hosts) yield defines(host, { kind: 'host', host: host.value.toLowerCase() });
    for (const { address } of endpoints)
      if (address) yield uses(address, { kind: 'host', host: address.value.toLowerCase() });
  },
  *dialled({ ports, addresses }) {
    for (const { number, protocol } of ports)
      if (number) yield { port: number.value, listener: listenerClass(parseProtocol(protocol?.value ?? '')) };
    for (const { value } of addresses) yield { address: value };
  },
});
