import { create } from '../generate/create';
import { type DocumentEdit, insertInto } from '../generate/edit';
import { type EgressRequest, gatewayServer, hopPort, objectName } from '../generate/egress-request';
import { subsetOf, toGateway, toHost } from '../generate/istio-api';
import { type LegValue, legRule } from '../generate/legs';
import { destinationRuleObject, gatewayObject, portTls } from '../generate/objects';
import { hostEntry, origination } from '../generate/outside-host';
import { definesSubset } from '../mesh/destination-rules';
import { isBound, legs } from '../mesh/legs';
import { hostLabel } from '../model/host';
import { meshGateway, resolveGateway, type Section } from '../model/virtual-service';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { ChainWays, Part } from './chain-part';
import { type EgressWay, egressWays } from './egress-way';
import { keepFor } from './gateway-only';
import { settingsOf } from './lost-tls';
import { getsLost, goesPast } from './past-gateway';

/** The ways that a VirtualService leads to an egress gateway or from there, in Istio's own API; `undefined` for none. */
export function virtualServiceWays(mesh: Mesh, object: MeshObject<'VirtualService'>): ChainWays | undefined {
  const all = egressWays(mesh, object);
  const [first] = all;
  if (!first) return undefined;
  const ways = all.map((way) => {
    const { outside, first: leg } = way;
    const sections: readonly Section[] = leg ? [leg.leg.section] : ['http', 'tls', 'tcp'];
    const isPast = goesPast(mesh, outside, sections);
    return { outside, parts: partsOf(mesh, way, all), isPast, isLost: getsLost(mesh, outside, sections) };
  });
  return { ways, span: first.host.span, gateway: first.request.gateway.name };
}

function partsOf(mesh: Mesh, way: EgressWay, all: readonly EgressWay[]): Part[] {
  const { object, request, services, reference } = way;
  const { namespace } = object;
  const gateway = resolveGateway(reference, object);
  const host = all.length > 1 ? hostLabel(way.outside) : 'the host';
  return [
    {
      kind: 'ServiceEntry',
      namespace,
      label: `the ServiceEntry of ${host}`,
      isThere: services.length > 0,
      edits: () => [create(mesh, object, hostEntry(request))],
    },
    {
      kind: 'VirtualService',
      namespace,
      label: `the rule that sends ${host === 'the host' ? 'sidecars' : host} to the gateway`,
      isThere: way.first !== undefined,
      edits: () => firstEdits(way, all),
    },
    ...hopPart(mesh, way, host),
    {
      kind: 'Gateway',
      namespace: gateway.namespace,
      label: `the Gateway '${gateway.name}'`,
      isThere: way.server !== undefined,
      edits: () => gatewayEdits(mesh, way, all),
    },
    {
      kind: 'VirtualService',
      namespace,
      label: `the rule from the gateway to ${host}`,
      isThere: way.second !== undefined,
      edits: () => joined(way, all, (it) => (it.second ? undefined : fromGateway(it, all))),
    },
    ...(request.outside === 'tls' && expectsTls(way) ? [endPart(mesh, way, host)] : []),
  ];
}

const expectsTls = ({ services }: EgressWay): boolean =>
  services.every((it) =>
    it.ports.some(
      ({ number, listener, protocol }) => number.value === 443 && (listener === 'tls' || protocol === 'HTTPS'),
    ),
  );

function endPart(mesh: Mesh, { object, request, hasEnd }: EgressWay, host: string): Part {
  const place = { kind: 'DestinationRule', namespace: object.namespace } as const;
  return {
    ...place,
    label: `the DestinationRule that begins TLS with ${host}`,
    isThere: hasEnd,
    edits: () => origination(request).map((it) => create(mesh, object, it)),
  };
}

/** What gives the gateway's Service the subset, and begins the hop's TLS. */
function hopPart(mesh: Mesh, way: EgressWay, host: string): Part[] {
  const { object, request, to, first, hopRule } = way;
  if (to.subset === '' && request.hop !== 'mtls') return [];
  const { namespace } = object;
  // the rules of TLS are one for each host
  const own = first?.leg.section === 'http' || host === 'the host' ? '' : ` and ${host}`;
  return [
    {
      kind: 'DestinationRule',
      namespace,
      label: `the DestinationRule ${to.subset === '' ? `for the gateway${own}` : `with subset '${to.subset}'`}`,
      isThere: first
        ? hopRule !== undefined && (to.subset === '' || definesSubset(mesh, to.host, namespace, to.subset))
        : hopSubset(way) !== undefined,
      ...(hopRule ? { mends: hopRule } : {}),
      edits: () => hopEdits(mesh, way),
    },
  ];
}

/** The subset with which a DestinationRule that is there begins the hop's TLS, empty for none; `undefined` where it does not. */
function hopSubset({ hopRule, to, request }: EgressWay): string | undefined {
  const names = hopRule?.resource.spec.subsets.map((it) => it.name?.value ?? '') ?? [];
  return ['', ...names].find((subset) => {
    const tls = hopRule && settingsOf(hopRule, { ...to, subset });
    return tls?.mode?.value === 'ISTIO_MUTUAL' && (tls.sni?.value ?? request.host) === request.host;
  });
}

/** The gateway's Service is shared with other hosts, whose SNI is another: each has a subset of its own. */
function hopEdits(mesh: Mesh, { object, request, to, hopRule, first }: EgressWay): (DocumentEdit | undefined)[] {
  const name = to.subset || subsetOf(request);
  const tls = { mode: 'ISTIO_MUTUAL', sni: request.host };
  const value = { name, ...(request.hop === 'mtls' ? { trafficPolicy: portTls(to.port, tls) } : {}) };
  const own = { name: `${objectName(request).name}-gateway`, namespace: request.namespace };
  const path = first?.to.path.slice(object.resource.path.length);
  return [
    ...(path && to.subset === '' ? [insertInto(object, [...path, 'subset'], name)] : []),
    hopRule
      ? insertInto(hopRule, ['spec', 'subsets', hopRule.resource.spec.subsets.length], value)
      : create(mesh, object, destinationRuleObject(own, hostLabel(to.host), { subsets: [value] })),
  ];
}

/** One Gateway for all hosts; not possible where they need several servers. */
function gatewayEdits(mesh: Mesh, { object, reference, request }: EgressWay, all: readonly EgressWay[]) {
  const { name, namespace } = resolveGateway(reference, object);
  const without = all.filter((it) => !it.server);
  const servers = new Map(without.map((it) => [JSON.stringify(gatewayServer(it.request)), gatewayServer(it.request)]));
  const sections = new Set(without.map((it) => toHost(it.request).section));
  const others = mesh.with('VirtualService', { kind: 'gateway', namespace, name }).filter((it) => it !== object);
  const isAlike = others.every((it) =>
    legs(it, { kind: 'gateway', namespace, name }).every((leg) => sections.has(leg.section)),
  );
  const hosts = new Set([
    ...without.map((it) => it.request.host),
    ...others.flatMap((it) => it.resource.spec.hosts.map(({ value }) => value)),
  ]);
  // 3.5.1 a server that forwards bytes leads all its hosts to one
  if (servers.size > 1 || !isAlike || (sections.has('tcp') && hosts.size > 1)) return [undefined];
  const value = gatewayObject(
    { name, namespace: namespace === object.namespace ? request.namespace : namespace },
    request.selector,
    [...hosts],
    [...servers.values()],
  );
  return [create(mesh, object, value)];
}

/** The rule for the sidecars; what was for all proxies is kept from them. */
function firstEdits(way: EgressWay, all: readonly EgressWay[]): (DocumentEdit | undefined)[] {
  const { object, reference } = way;
  const rules = joined(way, all, (it) => (it.first ? undefined : fromSidecars(it)));
  if (rules.length === 0 || isBound(object, meshGateway)) return rules;
  const kept = legs(object, resolveGateway(reference, object)).flatMap((it) => keepFor(object, it, [reference]));
  const { gateways } = object.resource.spec;
  return [...rules, insertInto(object, ['spec', 'gateways', gateways.length], meshGateway), ...kept];
}

function fromSidecars(way: EgressWay): LegValue {
  const rule = toGateway(way.request);
  const { subset: own, ...plain } = rule.destination;
  const subset = way.request.hop === 'mtls' ? (hopSubset(way) ?? own) : undefined;
  return { ...rule, destination: { ...plain, ...(subset ? { subset } : {}) } };
}

function fromGateway({ request, reference }: EgressWay, all: readonly EgressWay[]): LegValue {
  const hosts = request.application === 'http' ? [authority(request)] : [request.host];
  return { ...toHost(request), gateway: reference, hosts, isAmongOthers: all.length > 1, matchPort: hopPort(request) };
}

/** The `Host` that applications send. */
const authority = ({ host, port }: EgressRequest): string => (port === 80 ? host : `${host}:${port}`);

/** The rules of a section, which are written together with those of the first host that needs one. */
function joined(
  way: EgressWay,
  all: readonly EgressWay[],
  ruleOf: (way: EgressWay) => LegValue | undefined,
): (DocumentEdit | undefined)[] {
  const { object } = way;
  const section = ruleOf(way)?.section;
  const own = all.filter((it) => ruleOf(it)?.section === section);
  if (!section || own[0] !== way) return [];
  const rules = own.flatMap((it) => ruleOf(it) ?? []).map(legRule);
  const there = object.resource.spec[section].length;
  return there === 0
    ? [insertInto(object, ['spec', section], rules)]
    : rules.map((it) => insertInto(object, ['spec', section, there], it));
}
