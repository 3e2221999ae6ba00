import type { Evidence } from '../../mesh/evidence';
import { gatewayLabel } from '../../mesh/gateway-api/generated';
import { listenersInVain } from '../../mesh/gateway-api/in-vain';
import { type GatewayServer, mergedServers } from '../../mesh/gateway-servers';
import type { GatewayWorkload } from '../../mesh/gateway-workloads';
import { portsOfEnvoy } from '../../mesh/proxy';
import type { Scope } from '../../mesh/scope';
import type { Listener } from '../config';
import { atAnyAddress } from './bind';
import { refusedName } from './chain-match';
import { chainsOf } from './chains';
import { hasChains } from './other-chains';
import { notBound } from './passed-over';
import { concerns, type GatewayRequest } from './request';

/** What gateway pods have on one of their ports. */
interface GatewayPort {
  /** `undefined` where nothing listens. */
  readonly listener: Listener | undefined;
  /** Why nothing listens; empty where something does, or no object has to do with it. */
  readonly reasons: readonly Evidence[];
}

/**
 * What gateway pods have on one of their ports, as far as a request needs it: the chains are those that may take it, and
 * those of servers that end TLS.
 */
export function gatewayPort(
  scope: Scope,
  workload: GatewayWorkload,
  port: number,
  request: GatewayRequest,
): GatewayPort {
  const merged = mergedServers(scope.mesh, workload, port);
  const { address, groups, elsewhere } = atAnyAddress(merged.groups);
  const all = [...merged.groups.flatMap((it) => it.servers), ...merged.skipped.map((it) => it.server)];
  const isOfInterest = (it: GatewayServer): boolean => it.kind === 'tcp' || concerns(it.hosts, request);
  const passedOver = [
    ...merged.skipped.filter((it) => isOfInterest(it.server)).map((it) => it.evidence),
    ...listenersInVain(scope.mesh, workload.services, port),
    ...elsewhere,
    ...notBound(scope, workload, all, request.host, port),
  ];
  const none = (...reasons: Evidence[]) => ({ listener: undefined, reasons: [...reasons, ...passedOver] });

  const servers = groups.flatMap((it) => it.servers);
  if (portsOfEnvoy.has(port)) return none(...servers.map((it) => taken(it, port)));
  if (workload.proxy.unprivileged && port < 1024) return none(...servers.map((it) => unprivileged(it, port)));

  const { chains, ...made } = chainsOf(scope, groups, request);
  const refused = chains.find((it) => refusedName(it.match) !== undefined);
  if (refused) return none(refusal(refusedName(refused.match) ?? '', refused.because));
  if (chains.length === 0 && !servers.some((it) => hasChains(scope, it, request)))
    return none(...servers.filter(isOfInterest).map(withoutChain), ...made.passedOver);
  const listener: Listener = {
    name: `${address}_${port}`,
    chains,
    // 3.4 pilot/pkg/networking/core/gateway.go: a gateway passes nothing through
    defaultChain: undefined,
    // pilot/pkg/networking/core/listener.go buildGatewayListener
    inspectsTls: servers.some((it) => it.kind !== 'http' && it.kind !== 'tcp'),
    inspectsHttp: false,
    because: servers.filter(isOfInterest).map((it) => listening(it, port)),
    passedOver: [...passedOver, ...made.passedOver],
  };
  return { listener, reasons: [] };
}

function listening({ gateway, number, place }: GatewayServer, port: number): Evidence {
  const where = number === port ? `port ${port}` : `port ${number}, which is ${port} of the pods`;
  return { fact: 'G5', text: `The ${gatewayLabel(gateway.name)} has a server on ${where}.`, ...place };
}

const atNumber = ({ object, path }: GatewayServer['place']): GatewayServer['place'] => ({
  object,
  path: [...path, 'port', 'number'],
});

const taken = ({ place }: GatewayServer, port: number): Evidence => ({
  fact: 'G7',
  text: `Envoy has no listener for this server, because on port ${port} of its pod it ${portsOfEnvoy.get(port)}.`,
  ...atNumber(place),
});

const unprivileged = ({ place }: GatewayServer, port: number): Evidence => ({
  // G6 pilot/pkg/networking/core/gateway.go buildGatewayListeners
  fact: 'G6',
  text: `Istio skips this server, because the pods have no right to listen on ports below 1024, and this is ${port}.`,
  ...atNumber(place),
});

const withoutChain = ({ number, place }: GatewayServer): Evidence => ({
  // 3.4 pilot/pkg/networking/core/gateway.go MutableGatewayListener.build
  fact: '3.4',
  text: `No VirtualService and no route has a rule for this server on port ${number}, so the gateway does not listen for it.`,
  ...place,
});

/** Envoy takes a listener whole or not at all. */
const refusal = (name: string, because: readonly Evidence[]): Evidence => ({
  ...because[0],
  fact: 'G14',
  text: `Envoy refuses the whole port, because ${name} is no name that it can look for: a wildcard takes whole labels.`,
});
