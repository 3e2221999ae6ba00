import {
  egressPort,
  entry,
  fromAll,
  hostname,
  http80,
  object,
  sendTo,
  tcp5432,
  tls443,
  toEntry,
  together,
} from '../manifests';
import type { SourceFile } from './corpus';

/** Who has the gateways: each team its own, or all teams one. */
export type Gateways = 'own' | 'shared';

/**
 * A workspace of that many teams, of which each leads a host of its own out of the mesh by routes of the Gateway API: HTTP
 * and TLS by their names, and bytes through a port of the gateway's. Always the same for the same numbers.
 */
export function gatewayApiCorpus(teams: number, gateways: Gateways): SourceFile[] {
  const files = Array.from({ length: teams }, (_, team) => ({
    path: `team-${team}.yaml`,
    text: together(...(gateways === 'own' ? [gateway(team, `team-${team}`)] : []), ...ofTeam(team, gateways)),
  }));
  return gateways === 'own' ? files : [{ path: 'egress.yaml', text: gateway(0, 'infra') }, ...files];
}

/** The host of a team. */
export const teamHost = (team: number): string => `api-${team}.example.com`;

const gateway = (team: number, namespace: string): string =>
  object(
    'KubernetesGateway',
    'egress',
    `  gatewayClassName: istio\n  allowedListeners: { namespaces: { from: All } }\n  listeners:
  - { name: http, port: 80, protocol: HTTP, hostname: "*.example.com", ${fromAll} }
  - { name: tls, port: 443, protocol: TLS, hostname: "*.example.com", tls: { mode: Passthrough }, ${fromAll} }
  - { name: tcp, port: ${tcpPort(team)}, protocol: TCP, ${fromAll} }
  - { name: some, port: 8080, protocol: HTTP, allowedRoutes: { namespaces: { from: Selector, selector: { matchLabels: { team: blue } } } } }`,
    namespace,
  );

/** Bytes have no name, so that each team needs a port of its own. */
export const tcpPort = (team: number): number => 10_000 + team;

function ofTeam(team: number, gateways: Gateways): string[] {
  const namespace = `team-${team}`;
  const host = teamHost(team);
  const infra = gateways === 'own' ? namespace : 'infra';
  const parent = (section: string): string => `{ name: egress, namespace: ${infra}, sectionName: ${section} }`;
  const to = (port: number): string => egressPort(port).replace('infra', infra);
  const own = entry(
    host,
    `${http80}, ${tls443}, ${tcp5432.replace('5432', String(tcpPort(team)))}`,
    'resolution: DNS',
    namespace,
  );
  const route = (kind: string, name: string, from: string, backend: string, hostnames = ''): string =>
    object(
      kind,
      `${name}-${team}`,
      `  parentRefs: [${from}]\n${hostnames && `  hostnames: [${hostnames}]\n`}  rules: ${sendTo(backend)}`,
      namespace,
    );
  const section = gateways === 'own' || team === 0 ? 'tcp' : `tcp-${team}`;
  const tcpParent = section === 'tcp' ? parent('tcp') : `{ kind: ListenerSet, name: ports-${team} }`;
  const set = object(
    'ListenerSet',
    `ports-${team}`,
    `  parentRef: { name: egress, namespace: infra }\n  listeners: [{ name: ${section}, port: ${tcpPort(team)}, protocol: TCP, ${fromAll} }]`,
    namespace,
  );
  return [
    own,
    ...(section === 'tcp' ? [] : [set]),
    route('HTTPRoute', 'to-gateway', toEntry(host), to(80)),
    route('HTTPRoute', 'from-gateway', parent('http'), hostname(host, 80), host),
    route('TLSRoute', 'to-gateway', toEntry(host), to(443), host),
    route('TLSRoute', 'from-gateway', parent('tls'), hostname(host, 443), host),
    route('TCPRoute', 'to-gateway', toEntry(host), to(tcpPort(team))),
    route('TCPRoute', 'from-gateway', tcpParent, hostname(host, tcpPort(team))),
    object(
      'BackendTLSPolicy',
      `outside-${team}`,
      `  targetRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: api-${team}-example-com, sectionName: http }]\n  validation: { hostname: ${host}, wellKnownCACertificates: System }`,
      namespace,
    ),
  ];
}
