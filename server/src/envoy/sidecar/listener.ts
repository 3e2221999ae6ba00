import { answersDns } from '../../mesh/dns-capture';
import type { EgressListener } from '../../mesh/egress-listeners';
import type { Evidence } from '../../mesh/evidence';
import { refusedForSidecars } from '../../mesh/gateway-api/in-vain';
import { meshConfig } from '../../mesh/mesh-config';
import type { Scope } from '../../mesh/scope';
import type { Service } from '../../mesh/services';
import { hostLabel, hostsMatch, resolveHost } from '../../model/host';
import { listenerClass } from '../../model/protocol';
import { meshGateway } from '../../model/virtual-service';
import type { MeshObject } from '../../workspace/mesh';
import type { ClusterService } from '../clusters/cluster-service';
import { blackHoleCluster, type FilterChain, type Listener } from '../config';
import type { Request } from '../request';
import { anyAddress, type Bind, bindsOf } from './bind';
import { dialledAddress } from './dialled';
import { serviceHosts } from './host-names';
import { httpChain } from './http-chain';
import { addService, type Entry } from './merge';
import { catchAllVirtualHost, fallthroughChain, outboundPolicy } from './outbound-policy';
import { servicesOnListener } from './services-on-listener';
import { tcpChains } from './tcp-chains';
import { tlsChains } from './tls-chains';
import { unseenGateway } from './unseen-gateway';

/** What a request meets first: the listener of the client's sidecar that gets its connection. */
export interface Arrival {
  readonly listener: Listener;
  /** The address that was dialled; `undefined` for one that belongs to no service. */
  readonly address: string | undefined;
  readonly assumptions: readonly { readonly text: string }[];
}

/** The listener that gets a client's connection: that of its address and port, else of its port, else the one for all else. */
export function sidecarListener(scope: Scope, request: Request): Arrival {
  const capturesDns = answersDns(scope.mesh, scope.proxy) && meshConfig(scope.mesh).addressAllocation.value;
  const { address, ip, assumption } = dialledAddress(scope, request, capturesDns);
  const binds = address === undefined || address === anyAddress ? [anyAddress] : [address, anyAddress];
  const assumptions = assumption ? [assumption] : [];
  for (const bind of binds) {
    const listener = listenerAt(scope, bind, request, address, capturesDns);
    if (listener)
      return {
        listener: ip && bind !== anyAddress ? { ...listener, name: `${ip}_${request.port}` } : listener,
        address,
        assumptions,
      };
  }
  const gateway = unseenGateway(scope, request);
  const listener = gateway ? httpListener(scope, gateway, request) : virtualOutbound(scope, request);
  return { listener, address, assumptions };
}

/** The listener for plaintext HTTP that a service makes which is in no manifest. */
function httpListener(scope: Scope, service: ClusterService, request: Request): Listener {
  const { port } = request;
  const text = `The Service ${hostLabel(service.host)} has HTTP on port ${port}, which makes the proxy listen there.`;
  const chains = [httpChain(scope, service, 'HTTP2', anyAddress, request)];
  return finish(scope, anyAddress, port, { chains, passedOver: [] }, [{ fact: '3.3', text }]);
}

/** The listener of an address and the request's port; `undefined` where nothing listens there. */
function listenerAt(
  scope: Scope,
  bind: string,
  request: Request,
  address: string | undefined,
  capturesDns: boolean,
): Listener | undefined {
  const { port } = request;
  let entry: Entry | undefined;
  const passedOver: Evidence[] = [];
  const because: Evidence[] = [];
  // a host may be in very many ServiceEntries
  const known = new Map<string, readonly MeshObject<'VirtualService'>[]>();
  const virtualServicesFor = (host: string): readonly MeshObject<'VirtualService'>[] => {
    const found = known.get(host) ?? scope.virtualServices(host, meshGateway);
    known.set(host, found);
    return found;
  };
  for (const egress of scope.egressListeners) {
    if (egress.port && egress.port.number !== port) continue;
    // listener.go buildSidecarOutboundListeners: what a Sidecar says of a port is all there is on it
    if (entry) break;
    for (const service of scope.inOrder(servicesOnListener(scope, egress, bind, request, address, capturesDns))) {
      const protocol = egress.port?.protocol ?? protocolOf(service, port);
      if (protocol === undefined) continue;
      const own = listenerClass(protocol);
      const where = bindFor(service, egress, own, bind, capturesDns);
      if (!where) continue;
      const virtualServices = virtualServicesFor(service.host).filter(
        (it) => egress.importsVirtualService(it) && sharesHost(it, service),
      );
      const isTls = own === 'tls';
      if (own !== 'http') passedOver.push(...refusedForSidecars(scope.mesh, service.host));
      const l4 = (isTls ? tlsChains : tcpChains)(scope, service, port, where, virtualServices);
      passedOver.push(...l4.passedOver);
      const http = httpChain(scope, service, protocol, bind, request);
      because.push({
        fact: '3.3',
        text: `It makes the proxy listen on port ${port}.`,
        object: service.object,
        path: ['spec', 'ports'],
      });
      entry = addService(entry, { service, port: { protocol }, http: [http], tcp: l4.chains }, bind === anyAddress);
    }
  }
  return entry && finish(scope, bind, port, { ...entry, passedOver: [...passedOver, ...entry.passedOver] }, because);
}

/** Whether a VirtualService has a name in common with a service, in the spelling of both. */
const sharesHost = ({ resource, namespace }: MeshObject<'VirtualService'>, { written }: Service): boolean =>
  // R9 pilot/pkg/networking/core/tls.go getConfigsForHost
  resource.spec.hosts.some(({ value }) =>
    hostsMatch(/[.*]/.test(value) ? value : resolveHost(value, namespace), written),
  );

const protocolOf = ({ ports }: Service, port: number) => ports.find((it) => it.number.value === port)?.protocol;

/** How the service listens at this address, if it does. */
function bindFor(
  service: Service,
  egress: EgressListener,
  own: ReturnType<typeof listenerClass>,
  bind: string,
  capturesDns: boolean,
): Bind | undefined {
  // pilot/pkg/networking/core/listener.go buildSidecarOutboundListener: an alias has no listener
  if (own === 'none' || service.resolution === 'EXTERNAL_NAME') return undefined;
  if (egress.bind !== undefined) return egress.bind === bind ? { address: bind, range: undefined } : undefined;
  // HTTP is told apart by its host, so one listener does for all
  if (own === 'http') return bind === anyAddress ? { address: bind, range: undefined } : undefined;
  return bindsOf(service, capturesDns).find((it) => it.address === bind);
}

function finish(
  scope: Scope,
  bind: string,
  port: number,
  { chains, passedOver }: Pick<Entry, 'chains' | 'passedOver'>,
  because: readonly Evidence[],
): Listener {
  const isMatchAll = ({ match }: FilterChain): boolean =>
    (match.serverNames.length === 0 || match.serverNames.includes('*')) &&
    match.prefixRanges.length === 0 &&
    match.applicationProtocols.length === 0 &&
    match.transportProtocol === undefined;
  const particular = chains.filter((it) => !isMatchAll(it));
  const all = chains.findLast(isMatchAll);
  return {
    name: `${bind}_${port}`,
    // listener.go buildListenerFromEntry: what matches all comes last; alone it needs no fallback
    chains: particular.length > 0 || !all ? particular : [all],
    defaultChain: particular.length > 0 && all ? all : all ? undefined : fallthroughChain(outboundPolicy(scope)),
    inspectsTls: chains.some((it) => it.match.serverNames.length > 0),
    inspectsHttp: chains.some((it) => it.match.applicationProtocols.length > 0),
    because,
    passedOver,
  };
}

/** Where a sidecar gets all that leaves its pod. */
const ownPort = 15001;

const toOwnPort: FilterChain = {
  match: { serverNames: [], prefixRanges: [], applicationProtocols: [] },
  network: { kind: 'tcp', clusters: [{ name: blackHoleCluster, weight: 100 }] },
  because: [{ fact: '3.9', text: `Port ${ownPort} is the sidecar’s own, so it drops what is sent to it.` }],
};

/** The listener that gets what no other one does. */
function virtualOutbound(scope: Scope, request: Request): Listener {
  const { port } = request;
  const policy = outboundPolicy(scope);
  const byTheirHost: FilterChain[] =
    policy.mode === 'ALLOW_ANY_DYNAMIC_DNS'
      ? [
          {
            // 3.9 pilot/pkg/networking/core/listener_builder.go buildAllowAnyDynamicDNSHTTPFilterChain
            match: {
              serverNames: [],
              prefixRanges: [],
              applicationProtocols: ['http/1.1', 'h2c'],
            },
            network: {
              kind: 'http',
              routes: { name: 'allow_any_dynamic_dns', virtualHosts: [catchAllVirtualHost(policy)] },
            },
            because: [policy.because],
          },
        ]
      : [];
  return {
    name: 'virtualOutbound',
    // 3.9 listener_builder.go blackholeFilterChain: what is sent to the sidecar itself would come back
    chains: port === ownPort ? [toOwnPort] : [...byTheirHost, fallthroughChain(policy)],
    defaultChain: undefined,
    inspectsTls: false,
    inspectsHttp: byTheirHost.length > 0,
    because: [policy.because],
    passedOver: [request.host, ...(request.sni ? [request.sni] : [])]
      .flatMap((it) => serviceHosts(it, scope.proxy.namespace))
      .flatMap((it) => scope.hidden(it)),
  };
}
