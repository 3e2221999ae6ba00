import type { Kind } from '../model/kinds';
import { unnamed } from '../model/namespace';
import type { Mesh } from '../workspace/mesh';

const kinds: readonly Kind[] = [
  'ServiceEntry',
  'Gateway',
  'VirtualService',
  'DestinationRule',
  'Service',
  'KubernetesGateway',
];
/** They count where they are for hosts outside: applications have routes of their own beside nothing else. */
const routes = ['HTTPRoute', 'TLSRoute', 'TCPRoute'] as const;

/**
 * Whether the workspace plainly is where objects of that kind in that namespace would be: the settings say so, it has
 * some, or it has objects of two other kinds there. Only then does the absence of one mean that it does not exist.
 */
export const owns = (mesh: Mesh, namespace: string, kind: Kind): boolean =>
  mesh.settings.closedWorld ??
  (mesh.has(kind, namespace) ||
    kinds.filter((it) => mesh.has(it, namespace)).length + egressRoutes(mesh, namespace) >= 2);

/** The same where objects that name no namespace are not taken to be in this one, if it has a name. */
export const ownsByName = (mesh: Mesh, namespace: string, kind: Kind): boolean =>
  owns(mesh, namespace, kind) &&
  (mesh.settings.closedWorld === true ||
    namespace === unnamed ||
    [kind, ...kinds, ...routes].some((it) =>
      mesh.inNamespace(it, namespace).some((object) => object.namespace === namespace),
    ));

/** How many legs of the way outside the namespace has routes for: that of sidecars, and where there is one that of a gateway. */
const egressRoutes = (mesh: Mesh, namespace: string): number =>
  mesh.remember(`routes for hosts outside in ${namespace}`, () => {
    const specs = routes.flatMap((kind) => mesh.inNamespace(kind, namespace)).map((it) => it.resource.spec);
    const isOfSidecars = (it: (typeof specs)[number]): boolean =>
      it.parentRefs.some(({ kind }) => kind?.value === 'ServiceEntry');
    const sendsOut = ({ rules }: (typeof specs)[number]): boolean =>
      rules.some(({ backendRefs }) => backendRefs.some(({ kind }) => kind?.value === 'Hostname'));
    if (!specs.some(isOfSidecars)) return 0;
    return specs.some((it) => !isOfSidecars(it) && sendsOut(it)) ? 2 : 1;
  });
