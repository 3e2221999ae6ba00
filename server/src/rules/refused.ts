import { targetsOf } from '../mesh/gateway-api/backend-tls';
import { type RouteKind, routeKinds } from '../mesh/gateway-api/routes';
import type { Failure } from '../trace/failures';
import { isOfKind, type Mesh, type MeshObject } from '../workspace/mesh';
import { isPassthroughOnHttps } from './listener-problems';
import { parentsNamed } from './route-problems';

/** Whether a request goes wrong because Istio does not take a part of the Gateway API, of which rules about that object speak. */
export const isRefused = (failure: Failure, mesh: Mesh): boolean =>
  isUntaken.has(failure.cause.reason)
    ? hasProblem(failure) || isForWrongListener(failure) || isForMissingParent(failure, mesh)
    : isForRefusedPolicy(failure, mesh);

const isUntaken: ReadonlySet<Failure['cause']['reason']> = new Set([
  'no-listener',
  'no-filter-chain',
  'no-virtual-host',
  'no-route',
  'no-cluster',
]);

/** The proxy passed over something for a reason that Istio gives in a status, or a Gateway's Service is called otherwise (4.5). */
const hasProblem = ({ cause, hop }: Failure): boolean =>
  [...hop.passedOver, ...(cause.reason === 'no-cluster' && cause.why ? [cause.why] : [])].some(
    (it) => 'reason' in it || it.fact === '4.5',
  );

/** The gateway has a listener that the API server refuses. */
const isForWrongListener = ({ cause }: Failure): boolean =>
  cause.places.some(
    ({ object }) =>
      isOfKind(object, 'KubernetesGateway') && object.resource.spec.listeners.some((it) => isPassthroughOnHttps(it)),
  );

/** A route for the host names a Gateway that is nowhere to be seen. */
const isForMissingParent = ({ host }: Failure, mesh: Mesh): boolean =>
  routeKinds
    .flatMap((kind): readonly MeshObject<RouteKind>[] => mesh.withHost(kind, host))
    .some((route) =>
      parentsNamed(route).some(
        (to) => to.type === 'KubernetesGateway' && mesh.find('KubernetesGateway', to.namespace, to.name).length === 0,
      ),
    );

/** A BackendTLSPolicy is to begin TLS, and is not found to be for the host. */
const isForRefusedPolicy = ({ cause, host }: Failure, mesh: Mesh): boolean =>
  cause.reason === 'plaintext-to-tls' &&
  mesh
    .withHost('ServiceEntry', host)
    .some(({ name }) => mesh.all('BackendTLSPolicy').some((it) => misses(mesh, it, name)));

/** Whether a policy is for something of that name which is not there. */
const misses = (mesh: Mesh, policy: MeshObject<'BackendTLSPolicy'>, name: string): boolean =>
  targetsOf(mesh, policy).some(
    ({ problem, index }) =>
      problem?.reason === 'TargetNotFound' && policy.resource.spec.targetRefs[index]?.name?.value === name,
  );
