import { parseAllDocuments } from 'yaml';
import { gatewayService } from '../../manifests';

/* What egress manifests say, in lines, whatever their objects are called and however they are cut into objects. */

type Fields = { readonly [name: string]: unknown };

const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((it, name) => fields(it)[name], value);
const items = (value: unknown, ...path: readonly string[]): readonly unknown[] => {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
};
const line = (...words: readonly unknown[]): string => words.filter((it) => it !== undefined && it !== '').join(' ');

/** What the objects say, as sorted lines. */
export function meaning(manifests: string): string[] {
  const objects = parseAllDocuments(manifests).map((it) => fields(it.toJS()));
  const lines = objects.flatMap((it) => readers[readerOf(it)]?.(it, objects) ?? [`another object: ${it['kind']}`]);
  return [...new Set(lines)].sort();
}

const readerOf = ({ kind, apiVersion }: Fields): string =>
  kind === 'Gateway' && String(apiVersion).startsWith('gateway.') ? 'KubernetesGateway' : String(kind);

type Reader = (object: Fields, all: readonly Fields[]) => readonly string[];

const readers: Readonly<Record<string, Reader>> = {
  ServiceEntry: (it) =>
    items(it, 'spec', 'hosts').flatMap((host) => [
      ...items(it, 'spec', 'ports').map((port) => {
        const target = at(port, 'targetPort');
        return line('known', `${host}:${at(port, 'number')}`, spoken(port), target && `at ${target}`);
      }),
      line('found', host, at(it, 'spec', 'resolution'), ...items(it, 'spec', 'addresses')),
      ...items(it, 'spec', 'endpoints').map((endpoint) => line('endpoint', host, at(endpoint, 'address'))),
      ...boundTo(it, host),
    ]),
  Gateway: (it) =>
    items(it, 'spec', 'servers').flatMap((server) =>
      items(server, 'hosts').map((host) => {
        const mode = at(server, 'tls', 'mode');
        const protocol = String(at(server, 'port', 'protocol'));
        return line('server', at(server, 'port', 'number'), readAs(protocol, mode), mode, host);
      }),
    ),
  KubernetesGateway: (it) =>
    items(it, 'spec', 'listeners').map((listener) => {
      const option = at(listener, 'tls', 'options', 'gateway.istio.io/tls-terminate-mode');
      const mode = option ?? (at(listener, 'tls', 'mode') === 'Passthrough' ? 'PASSTHROUGH' : undefined);
      const protocol = String(at(listener, 'protocol'));
      return line('server', at(listener, 'port'), readAs(protocol, mode), mode, at(listener, 'hostname'));
    }),
  VirtualService: (it) =>
    ['http', 'tls', 'tcp'].flatMap((section) =>
      items(it, 'spec', section).flatMap((rule) =>
        items(rule, 'match').flatMap((match) =>
          items(match, 'gateways').map((gateway) =>
            line(
              gateway === 'mesh' ? 'from clients' : 'from the gateway',
              section,
              at(match, 'port'),
              ...items(it, 'spec', 'hosts'),
              ...items(match, 'destinationSubnets'),
              'to',
              ...items(rule, 'route').map((route) => sentTo(at(route, 'destination'))),
            ),
          ),
        ),
      ),
    ),
  HTTPRoute: (it, all) => routeLines('http', it, all),
  TLSRoute: (it, all) => routeLines('tls', it, all),
  DestinationRule: (it) => [it['spec'], ...items(it, 'spec', 'subsets')].flatMap((part) => policyLines(it, part)),
  NetworkPolicy: (it) =>
    items(it, 'spec', 'egress').map(
      (rule) => `network ${JSON.stringify(rule).replace(/(gateway-name":)"[^"]+"/, '$1"of the gateway"')}`,
    ),
  Namespace: () => [],
};

const spoken = (port: unknown): string => {
  const protocol = String(at(port, 'protocol'));
  return protocol === 'HTTPS' || protocol === 'TLS' ? 'encrypted' : protocol;
};

/** What a server takes the stream for, once its own TLS is off. */
function readAs(protocol: string, mode: unknown): string {
  if (protocol === 'HTTPS' || protocol === 'HTTP') return mode === 'PASSTHROUGH' ? 'TLS' : 'HTTP';
  return protocol === 'TLS' && mode === 'ISTIO_MUTUAL' ? 'TCP' : protocol;
}

const place = (host: unknown): string => {
  const name = String(host);
  return name === gatewayService || /^[^.]+-istio(\.|$)/.test(name) ? 'the gateway' : name;
};

const sentTo = (destination: unknown): string =>
  `${place(at(destination, 'host'))}:${at(destination, 'port', 'number')}`;

function routeLines(section: string, it: Fields, all: readonly Fields[]): string[] {
  const hostOf = (name: unknown): unknown =>
    items(
      all.find((other) => other['kind'] === 'ServiceEntry' && at(other, 'metadata', 'name') === name),
      'spec',
      'hosts',
    )[0];
  return items(it, 'spec', 'parentRefs').flatMap((parent) => {
    const isClients = at(parent, 'kind') === 'ServiceEntry';
    const hosts = isClients ? [hostOf(at(parent, 'name'))] : items(it, 'spec', 'hostnames');
    return items(it, 'spec', 'rules').map((rule) => {
      const backends = items(rule, 'backendRefs').map((ref) => `${place(at(ref, 'name'))}:${at(ref, 'port')}`);
      const from = isClients ? 'from clients' : 'from the gateway';
      return line(from, section, at(parent, 'port'), ...hosts, 'to', ...backends);
    });
  });
}

function policyLines(it: Fields, part: unknown): string[] {
  const policy = at(part, 'trafficPolicy');
  const host = place(at(it, 'spec', 'host'));
  const settings = [
    ...(at(policy, 'tls') ? [{ where: host, tls: at(policy, 'tls') }] : []),
    ...items(policy, 'portLevelSettings').map((own) => ({
      where: `${host}:${at(own, 'port', 'number')}`,
      tls: at(own, 'tls'),
    })),
  ];
  const more = Object.keys(fields(policy)).filter((name) => !['tls', 'portLevelSettings'].includes(name));
  const isEmpty = part !== it['spec'] && settings.length === 0;
  return [
    ...(isEmpty ? [`a subset of ${host} that says nothing`] : []),
    ...settings.map(({ where, tls }) =>
      line('TLS to', where, at(tls, 'mode'), at(tls, 'sni') && `sni ${at(tls, 'sni')}`, at(tls, 'credentialName')),
    ),
    ...more.map((name) => `${name} of ${host}`),
    ...items(it, 'spec', 'exportTo').map((name) => `exported to ${name}: ${host}`),
  ];
}

const boundTo = (it: Fields, host: unknown): string[] =>
  at(it, 'metadata', 'labels', 'istio.io/use-waypoint') ? [`bound to a waypoint: ${host}`] : [];
