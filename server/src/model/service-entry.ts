import { integer, list, present, strings, struct, text } from '../yaml/read';
import { defineKind } from './kind';
import { defines, uses } from './name';

const port = struct({ number: integer, name: text, protocol: text, targetPort: integer });
const endpoint = struct({ address: text, ports: strings, labels: strings });

const spec = struct({
  hosts: list(text),
  addresses: list(text),
  ports: list(port),
  location: text,
  resolution: text,
  endpoints: list(endpoint),
  workloadSelector: present,
  exportTo: list(text),
});

export const serviceEntry = defineKind({
  name: 'ServiceEntry',
  groups: ['networking.istio.io'],
  spec,
  *mentions({ hosts, endpoints }) {
    // R8 pilot/pkg/serviceregistry/serviceentry/conversion.go convertServices: hosts are never completed
    for (const host of hosts) yield defines(host, { kind: 'host', host: host.value.toLowerCase() });
    for (const { address } of endpoints)
      if (address) yield uses(address, { kind: 'host', host: address.value.toLowerCase() });
  },
});
