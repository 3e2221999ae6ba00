import { integer, list, present, type Read, strings, struct, text } from '../yaml/read';
import { resolveHost } from './host';
import { defineKind } from './kind';
import { uses } from './name';

const port = struct({ number: integer, protocol: text, name: text });
const listener = struct({ port, bind: text, captureMode: text, hosts: list(text) });
const egressProxy = struct({ host: text, subset: text, port: struct({ number: integer }) });

const spec = struct({
  workloadSelector: struct({ labels: strings }),
  ingress: present,
  egress: list(listener),
  /** An empty one is not the same as none: it refuses what is not known. */
  outboundTrafficPolicy: struct({ mode: text, egressProxy }),
});
export type SidecarSpec = Read<typeof spec>;

/** What the sidecars of some pods are told of, and what they do with the rest. */
export const sidecar = defineKind({
  name: 'Sidecar',
  groups: ['networking.istio.io'],
  spec,
  *mentions({ workloadSelector, egress, outboundTrafficPolicy }, { namespace }) {
    for (const [key, value] of workloadSelector?.labels ?? [])
      yield uses(value, { kind: 'label', key, value: value.value });
    for (const { hosts } of egress)
      for (const written of hosts) {
        const { host } = importedHost(written.value);
        if (host !== '' && host !== '*') yield uses(written, { kind: 'host', host });
      }
    const proxy = outboundTrafficPolicy?.egressProxy;
    const target = proxy?.host && resolveHost(proxy.host.value, namespace);
    if (proxy?.host && target) yield uses(proxy.host, { kind: 'host', host: target });
    if (proxy?.subset && target) yield uses(proxy.subset, { kind: 'subset', host: target, name: proxy.subset.value });
  },
});

/** The two sides of an entry of `egress.hosts`: `shop/api.example.com`, `./*`, `~/*`. */
export function importedHost(written: string): { readonly namespace: string; readonly host: string } {
  const slash = written.indexOf('/');
  if (slash < 0) return { namespace: '', host: '' };
  return { namespace: written.slice(0, slash), host: written.slice(slash + 1).toLowerCase() };
}
