import { isWildcard } from '../model/host';
import type { Mesh } from '../workspace/mesh';
import type { Workspace } from '../workspace/workspace';
import type { NewFile } from './bring';
import { egressName } from './egress-name';
import { clientNamespaces, type EgressRequest, isHttp, outsidePort } from './egress-request';
import { isInCluster } from './istio-api';
import type { ObjectName } from './objects';
import { type Reshaped, removeEgress } from './removal';
import { requestsNow } from './requests-now';
import { type Along, addWays, type Change, changedWays, changeWays, remade } from './reshape';
import { hasHop, inAmbient, toAmbient } from './to-ambient';
import { usualApi } from './usual-api';

/** Something that can be done to the ways out that a host has. */
export interface Neighbour {
  readonly id: string;
  /** In the field's words; which host is meant is known from where it is shown. */
  readonly title: string;
  /** Whether it would change something, by the ways that the host has now. */
  readonly applies: (now: readonly EgressRequest[]) => boolean;
  /** What is known to stand in the way before it is tried, in one sentence. */
  readonly obstacle?: (host: string, workspace: Workspace, file: NewFile) => string | undefined;
  readonly run: (host: string, workspace: Workspace, file: NewFile) => Reshaped;
}

const isDirect = ({ api }: EgressRequest): boolean => api === 'sidecar';
const isWay = (it: EgressRequest): boolean => !isDirect(it);
const speaks = (now: readonly EgressRequest[], isMeant: (it: EgressRequest) => boolean): EgressRequest | undefined =>
  now.find((it) => isWay(it) && isMeant(it));
const isHttps = ({ application }: EgressRequest): boolean => application === 'https';

/** Whether another port of the host can be led the same way: it is a host outside, and one that a proxy can look up. */
const mayHaveMore = (it: EgressRequest): boolean => !isInCluster(it) && !isWildcard(it.host);

/** What the application and the gateway speak where it is the one or the other that begins TLS. */
const passedThrough = { application: 'https', port: 443, outside: 'same', hop: 'passthrough' } as const;
const originated = { application: 'http', port: 80, outside: 'tls', hop: 'mtls' } as const;

/** A request for another application of a host; what was said of the TLS of the first is not true of it. */
function another(request: EgressRequest, application: typeof passedThrough | typeof originated): EgressRequest {
  const { outsidePort: _port, credential: _secret, sans: _sans, addresses: _addresses, ...rest } = request;
  // who calls is only known inside the mesh's TLS
  return { ...rest, ...application, ...(request.authorization ? { hop: 'mtls' } : {}) };
}

/** Adds a way that follows from one of those that are there. */
const adding =
  (from: (now: readonly EgressRequest[]) => EgressRequest | undefined): Neighbour['run'] =>
  (host, workspace, file) => {
    const request = from(requestsNow(workspace.meshOf(file.path), host));
    return request ? addWays([remade(request, workspace)], workspace, file) : nothing(host);
  };

const changing = (change: Change, along: Along = {}): Pick<Neighbour, 'obstacle' | 'run'> => ({
  obstacle: (host, workspace, file) => changedWays([host], change, workspace, file, along).problem,
  run: (host, workspace, file) => changeWays([host], change, workspace, file, along),
});

/** What another hop leaves as it is. */
const besideHop: Along = { kept: ['ServiceEntry', 'Sidecar'] };

const nothing = (host: string): Reshaped => ({ problem: `${host} has no way out that this would change.` });

/** What can be done, each for one host. */
export const neighbours: readonly Neighbour[] = [
  {
    id: 'route',
    title: 'Route through the egress gateway',
    applies: (now) => now.length > 0 && now.every((it) => isDirect(it) && isAsItComes(it) && !isWildcard(it.host)),
    run: (host, workspace, file) => {
      const now = requestsNow(workspace.meshOf(file.path), host);
      return addWays(
        now.map((it) => throughGateway(it, workspace)),
        workspace,
        file,
      );
    },
  },
  {
    id: 'add-https',
    title: 'Add HTTPS by TLS passthrough',
    applies: (now) =>
      !!speaks(now, (it) => isHttp(it) && mayHaveMore(it) && (it.api === 'istio' || it.outside === 'same')) &&
      !now.some((it) => isWay(it) && it.port === 443),
    run: adding((now) => {
      const http = speaks(now, isHttp);
      return http && another(http, passedThrough);
    }),
  },
  {
    id: 'add-http',
    title: 'Add HTTP with TLS origination at the gateway',
    applies: (now) =>
      // a route of the Gateway API names no subset, so that what begins TLS would do so for HTTPS, too
      !!speaks(now, (it) => isHttps(it) && it.api === 'istio' && mayHaveMore(it)) && !now.some((it) => it.port === 80),
    run: adding((now) => {
      const https = speaks(now, isHttps);
      return https && another(https, originated);
    }),
  },
  {
    id: 'originate',
    title: 'Switch to TLS origination at the gateway',
    applies: (now) => onlyWay(now, (it) => isHttps(it) && it.port === 443),
    ...changing((it) => (isWay(it) ? another(it, originated) : undefined)),
  },
  {
    id: 'pass-through',
    title: 'Switch to TLS passthrough',
    applies: (now) => onlyWay(now, (it) => isHttp(it) && it.outside === 'tls' && outsidePort(it) === 443),
    ...changing((it) => (isWay(it) ? another(it, passedThrough) : undefined)),
  },
  {
    id: 'hop-mtls',
    title: 'Use ISTIO_MUTUAL from sidecars to gateway',
    applies: (now) => !!speaks(now, (it) => hasHop(it) && it.hop !== 'mtls'),
    ...changing((it) => (hasHop(it) ? { hop: 'mtls' } : undefined), besideHop),
  },
  {
    id: 'hop-plain',
    title: 'Drop ISTIO_MUTUAL from sidecars to gateway',
    applies: (now) => !!speaks(now, (it) => hasHop(it) && it.hop === 'mtls' && !it.authorization),
    ...changing((it) => (hasHop(it) ? { hop: isHttps(it) ? 'passthrough' : 'plaintext' } : undefined), besideHop),
  },
  {
    id: 'to-gateway-api',
    title: 'Convert egress to the Gateway API',
    applies: (now) => onlyWay(now, (it) => it.api === 'istio' && it.application !== 'tcp' && mayHaveMore(it)),
    ...changing((it) => (it.api === 'istio' ? { api: 'gateway-api', gateway: ownGateway(it) } : undefined)),
  },
  {
    id: 'to-ambient',
    title: 'Convert clients and their egress to ambient mode',
    applies: (now) => now.some(hasHop) && now.filter(isWay).every((it) => hasHop(it) && mayHaveMore(it)),
    ...changing(inAmbient),
    run: toAmbient,
  },
  {
    id: 'remove',
    title: 'Remove egress of this host',
    applies: (now) => now.some(isWay),
    run: removeEgress,
  },
];

const ownGateway = ({ host, namespace }: EgressRequest): ObjectName => ({ name: egressName(host), namespace });

const isAsItComes = (it: EgressRequest): boolean => it.outside === 'same' && outsidePort(it) === it.port;

/** Whether a host has one way out through a gateway, and it is of that sort. */
function onlyWay(now: readonly EgressRequest[], isMeant: (it: EgressRequest) => boolean): boolean {
  const [way, ...more] = now.filter(isWay);
  return way !== undefined && more.length === 0 && isMeant(way);
}

/** A request that leaves from the sidecars, as it leaves through the gateway that the workspace has. */
function throughGateway(request: EgressRequest, workspace: Workspace): EgressRequest {
  const api = usualApi(workspace, clientNamespaces(request));
  return remade(
    {
      ...request,
      api,
      hop: isHttps(request) ? 'passthrough' : 'mtls',
      ...(api === 'gateway-api' ? { gateway: ownGateway(request) } : {}),
    },
    workspace,
    request.api,
  );
}

/** The neighbours that apply to a host. */
export const neighboursOf = (mesh: Mesh, host: string): readonly Neighbour[] => {
  const now = requestsNow(mesh, host);
  return neighbours.filter((it) => it.applies(now));
};
