import type { GatewayListener } from '../../model/kubernetes-gateway';
import { gatewayByDefault, referred } from '../../model/object-reference';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { compare, created } from '../../workspace/shelf';
import type { Path } from '../../yaml/tree';
import type { Evidence } from '../evidence';
import { addressProblem, gatewayServices } from './addresses';
import { type Controller, controllerOf } from './classes';
import { generated, generatedName, located } from './generated';
import { conflicts } from './listener-conflicts';
import { listenerHosts } from './listener-hosts';
import { kindsOf, portOf, protocolOf, protocolProblem } from './listener-protocol';
import { type ListenerTls, listenerTls } from './listener-tls';
import { isAllowed } from './namespaces';
import type { Problem, Reason } from './problem';

export type KubernetesGateway = MeshObject<'KubernetesGateway'>;
export type ListenerOwner = KubernetesGateway | MeshObject<'ListenerSet'>;

/** A listener of a Gateway, or of a ListenerSet that adds to it, as Istio has it. */
export interface BuiltListener {
  readonly gateway: KubernetesGateway;
  /** Where it is written. */
  readonly owner: ListenerOwner;
  readonly listener: GatewayListener;
  readonly path: Path;
  readonly port: number;
  /** The kinds of routes that may be attached. */
  readonly kinds: readonly string[];
  /** Its hosts as Istio writes them: `namespace/name`, `*` + `/name` for routes of all namespaces. */
  readonly hosts: readonly string[];
  /** What Istio's control plane makes of it; `undefined` where that is nothing that routes can be bound to. */
  readonly server: MeshObject<'Gateway'> | undefined;
  /** By the condition of its status that says so. */
  readonly problems: ListenerProblems;
}

export interface ListenerProblems {
  readonly accepted?: Problem;
  readonly resolvedRefs?: Problem;
  /** Another listener has its place. */
  readonly conflicted?: Problem;
  /** Kinds of routes are asked for that its protocol does not have. */
  readonly kinds?: Problem;
  /** Nothing is made of it, and no condition says so. */
  readonly unserved?: Evidence;
}

/** The listeners of a Gateway, its own first; none for a Gateway that is not Istio's to program. */
export const listenersOf = (mesh: Mesh, gateway: KubernetesGateway): readonly BuiltListener[] =>
  mesh.rememberOf(gateway, 'listeners', () => build(mesh, gateway));

function build(mesh: Mesh, gateway: KubernetesGateway): BuiltListener[] {
  const controller = controllerOf(mesh, gateway);
  // 4.5 pilot/pkg/config/kube/gatewaycommon/classinfo.go DisableRouteGeneration
  if (!controller || controller === 'remote') return [];
  // L8 gateway_collection.go GatewayCollection
  if (gatewayServices(gateway).length === 0 && addressProblem(gateway)) return [];
  const owners: ListenerOwner[] = [gateway, ...(controller === 'gateway' ? listenerSetsOf(mesh, gateway) : [])];
  const places = owners.flatMap((owner) =>
    owner.resource.spec.listeners.map((listener, index) => ({
      owner,
      listener,
      path: ['spec', 'listeners', index],
      port: portOf(owner, listener),
    })),
  );
  const lost = conflicts(places);
  return places.map((place, index) => listenerAt(mesh, gateway, controller, place, lost[index]));
}

interface WrittenListener {
  readonly owner: ListenerOwner;
  readonly listener: GatewayListener;
  readonly path: Path;
  readonly port: number | undefined;
}

function listenerAt(
  mesh: Mesh,
  gateway: KubernetesGateway,
  controller: Controller,
  { owner, listener, path, port }: WrittenListener,
  conflict: Reason | undefined,
): BuiltListener {
  const problem = (reason: Reason, fact: string, text: string, ...at: Path): Problem => ({
    reason,
    fact,
    text,
    object: owner,
    path: [...path, ...at],
  });
  const { kinds, areKnown } = kindsOf(listener);
  const hosts = listenerHosts(mesh, owner, listener);
  const tls = listenerTls(mesh, owner, gateway.resource.spec, listener, path);
  const kindProblem = areKnown
    ? {}
    : {
        kinds: problem(
          'InvalidRouteKinds',
          'L1',
          `A listener for ${protocolOf(listener)} has no such routes.`,
          'allowedRoutes',
          'kinds',
        ),
      };
  const base = { gateway, owner, listener, path, port: port ?? 0, kinds, hosts };
  if (conflict)
    return {
      ...base,
      server: undefined,
      problems: {
        ...kindProblem,
        conflicted: problem(conflict, 'L7', 'An earlier listener of the Gateway has its port and its name.'),
      },
    };
  const refused = protocolProblem(controller, owner, listener, port);
  // L3 conversion.go buildListener: nothing is made of a listener that needs TLS and says nothing of it, and only a
  // ListenerSet is told so
  const isBare = !tls && (protocolOf(listener) === 'HTTPS' || protocolOf(listener) === 'TLS');
  const problems: ListenerProblems = {
    ...kindProblem,
    ...(refused ? { accepted: problem('UnsupportedProtocol', refused.fact, refused.text, 'protocol') } : {}),
    ...(isBare
      ? {
          [owner === gateway ? 'unserved' : 'accepted']: problem(
            'UnsupportedProtocol',
            'L3',
            `It speaks ${protocolOf(listener)} and has no tls, so that Istio listens to nothing for it.`,
          ),
        }
      : {}),
    ...(tls?.problem ? { resolvedRefs: tls.problem } : {}),
  };
  // conversion.go GatewayCollection: routes find the waypoint by what they are bound to
  const isRouted = controller === 'gateway' || (controller === 'east-west' && port !== 15008);
  // gateway_collection.go GatewayCollection: of a ListenerSet only what is in order
  const isUnusable = owner !== gateway && (problems.accepted ?? problems.resolvedRefs) !== undefined;
  return {
    ...base,
    server:
      isBare || !isRouted || isUnusable
        ? undefined
        : serverOf(
            owner,
            { listener, path, port },
            refused?.fact === 'L2' ? '' : protocolOf(listener),
            hosts,
            tls?.settings,
          ),
    problems,
  };
}

/** A Gateway of Istio's API with the listener as its only server. */
function serverOf(
  owner: ListenerOwner,
  { listener, path, port }: Omit<WrittenListener, 'owner'>,
  protocol: string,
  hosts: readonly string[],
  tls: ListenerTls['settings'] | undefined,
): MeshObject<'Gateway'> {
  const { span } = listener;
  const name = `${owner.name}~${generatedName}~${listener.name?.value ?? ''}`;
  const server = {
    name: undefined,
    port: {
      number: located(port ?? 0, listener.port ?? listener),
      name: located('default', listener.name ?? listener),
      protocol: located(protocol, listener.protocol ?? listener),
      targetPort: undefined,
      span,
    },
    hosts: hosts.map((it) => located(it, listener.hostname ?? listener)),
    bind: undefined,
    defaultEndpoint: undefined,
    tls,
    span,
  };
  const spec = { selector: undefined, servers: [server], span };
  return generated('Gateway', owner, name, spec, (at) => ({
    object: owner,
    path: at.includes('tls') ? [...path, 'tls'] : path,
  }));
}

/** The ListenerSets that a Gateway lets add to it, in the order in which they come. */
function listenerSetsOf(mesh: Mesh, gateway: KubernetesGateway): readonly MeshObject<'ListenerSet'>[] {
  const { name, namespace } = gateway;
  const sets = mesh.with('ListenerSet', { kind: 'object', type: 'KubernetesGateway', namespace, name });
  return (
    sets
      .filter((it) => isAttached(it, gateway) && isListenerSetAllowed(mesh, gateway, it))
      // L7 listener_conflict.go orderedMergedListeners
      .sort((a, b) => compare(created(a), created(b)) || compare(label(a), label(b)))
  );
}

/** The Gateways that a ListenerSet names, whether they let it add to them or not. */
export function gatewaysOf(
  mesh: Mesh,
  { resource, namespace }: MeshObject<'ListenerSet'>,
): readonly KubernetesGateway[] {
  const to = resource.spec.parentRef && referred(resource.spec.parentRef, gatewayByDefault, namespace);
  return to?.type === 'KubernetesGateway' ? mesh.find('KubernetesGateway', to.namespace, to.name) : [];
}

const label = ({ namespace, name }: MeshObject): string => `${namespace}/${name}`;

const isAttached = ({ resource, namespace }: MeshObject<'ListenerSet'>, gateway: KubernetesGateway): boolean => {
  const parent = resource.spec.parentRef && referred(resource.spec.parentRef, gatewayByDefault, namespace);
  return parent?.type === 'KubernetesGateway' && parent.name === gateway.name;
};

/** Whether a Gateway lets a ListenerSet add to it. */
export function isListenerSetAllowed(mesh: Mesh, gateway: KubernetesGateway, set: MeshObject<'ListenerSet'>): boolean {
  // pilot/pkg/config/kube/gatewaycommon/gateway_utils.go NamespaceAcceptedByAllowListeners
  const allowed = gateway.resource.spec.allowedListeners?.namespaces;
  const from = allowed?.from?.value;
  if (!allowed || from === 'None') return false;
  if (from === undefined || from === 'Selector')
    return allowed.selector !== undefined && isAllowed(mesh, allowed, gateway.namespace, set.namespace) !== false;
  return (from === 'All' || from === 'Same') && isAllowed(mesh, allowed, gateway.namespace, set.namespace) !== false;
}
