import { hasClearGateways } from '../mesh/egress';
import { hostsMatch } from '../model/host';
import { hasPlaceholder } from '../text/placeholder';
import type { Hop } from '../trace/answer';
import type { Failure } from '../trace/failures';
import { representativesOf } from '../trace/requests';
import { trace } from '../trace/trace';
import type { Mesh } from '../workspace/mesh';
import { isOfKind, isUntakenAtGateway, passedOver } from './failure';
import { unservedHosts } from './unserved-hosts';

/**
 * Whether nothing need be said of a request that goes wrong: nobody means to send it so, other rules name the reason, or
 * the manifests don't say enough to know.
 */
export const isExpected = (failure: Failure, mesh: Mesh): boolean =>
  isHidden(mesh) ||
  isToBeFilledIn(failure) ||
  isPatched(failure) ||
  isOfOtherPods(failure) ||
  isForOrigination(failure, mesh) ||
  namesUnclearGateway(failure, mesh) ||
  isUnserved(failure, mesh);

/** A template may make what is missing. */
const isHidden = (mesh: Mesh): boolean =>
  (['VirtualService', 'Gateway', 'DestinationRule', 'ServiceEntry'] as const).some((it) => mesh.hasHidden(it));

/** What is missing has a name that somebody will fill in, or may be what will be filled in elsewhere. */
function isToBeFilledIn({ cause }: Failure): boolean {
  if (cause.reason !== 'no-cluster' || !cause.destination) return false;
  const { object } = cause.why ?? {};
  const subsets = object && isOfKind(object, 'DestinationRule') ? object.resource.spec.subsets : [];
  const names = [cause.destination.host, cause.destination.subset, ...subsets.map((it) => it.name?.value ?? '')];
  return names.some(hasPlaceholder);
}

/** An EnvoyFilter changes a proxy on the way. */
const isPatched = ({ trace: { assumptions } }: Failure): boolean =>
  assumptions.some(({ object }) => object?.resource.kind === 'EnvoyFilter');

/** A DestinationRule begins TLS for pods with other labels: requests of those are meant. */
const isOfOtherPods = (failure: Failure): boolean => isAboutTls(failure) && passedOver(failure, 'D8').length > 0;

const isAboutTls = ({ cause: { reason } }: Failure): boolean =>
  reason === 'plaintext-to-tls' || reason === 'double-tls';

/** The application speaks TLS to a port at which its proxy begins TLS for requests that come to another port in plaintext. */
function isForOrigination({ cause, hop, host, trace: own }: Failure, mesh: Mesh): boolean {
  if (cause.reason !== 'double-tls') return false;
  const clusters = new Set(hop.branches.map((it) => it.cluster));
  const uses = ({ branches }: Hop): boolean => branches.some((it) => clusters.has(it.cluster) || it.hops.some(uses));
  return representativesOf(mesh, host).some(({ client, request }) => {
    if (request.port === own.request.port) return false;
    const other = trace(mesh, client, request);
    // where the other one goes wrong, that is to be mended first
    return other.cause !== undefined || other.hops.some(uses);
  });
}

/** A VirtualService for the host names a Gateway that is nowhere to be seen, or to which it is not bound. */
const namesUnclearGateway = ({ host }: Failure, mesh: Mesh): boolean =>
  mesh.withHost('VirtualService', host).some((it) => !hasClearGateways(mesh, it));

/** A VirtualService for the host is bound to gateways of which none takes it. */
const isUnserved = (failure: Failure, mesh: Mesh): boolean =>
  isUntakenAtGateway(failure) &&
  passedOver(failure, 'R4').some(
    ({ object }) =>
      isOfKind(object, 'VirtualService') && unservedHosts(mesh, object).some((it) => hostsMatch(it.host, failure.host)),
  );
