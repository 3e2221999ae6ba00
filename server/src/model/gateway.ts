import { boolean, integer, list, type Read, strings, struct, text } from '../yaml/read';
import { defineKind } from './kind';
import { uses } from './name';

const port = struct({ number: integer, name: text, protocol: text, targetPort: integer });
const tls = struct({
  mode: text,
  httpsRedirect: boolean,
  credentialName: text,
  credentialNames: list(text),
  serverCertificate: text,
  privateKey: text,
  caCertificates: text,
  subjectAltNames: list(text),
});
const server = struct({ name: text, port, hosts: list(text), bind: text, defaultEndpoint: text, tls });
export type Server = Read<typeof server>;

const spec = struct({ selector: strings, servers: list(server) });

export const gateway = defineKind({
  name: 'Gateway',
  groups: ['networking.istio.io'],
  spec,
  definedName: ({ namespace, name }) => ({ kind: 'gateway', namespace, name }),
  *mentions({ selector, servers }) {
    for (const [key, value] of selector ?? []) yield uses(value, { kind: 'label', key, value: value.value });
    for (const { hosts } of servers)
      for (const host of hosts) yield uses(host, { kind: 'host', host: serverHost(host.value).host });
  },
});

/** A server's host without its namespace: `shop/api.example.com`, `./api.example.com`, `*` + `/api.example.com`. */
export function serverHost(written: string): { readonly namespace: string; readonly host: string } {
  const slash = written.indexOf('/');
  if (slash < 0) return { namespace: '*', host: written.toLowerCase() };
  return { namespace: written.slice(0, slash), host: written.slice(slash + 1).toLowerCase() };
}
