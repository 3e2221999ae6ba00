import { serviceHost } from '../../model/host';
import type { BackendReference } from '../../model/http-route';
import { namespaceLabel } from '../../model/namespace';
import { type ObjectReference, type Referred, referred, serviceByDefault } from '../../model/object-reference';
import type { Destination } from '../../model/virtual-service';
import type { Span } from '../../text/span';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import type { Path } from '../../yaml/tree';
import { owns } from '../ownership';
import { servicesMatching } from '../services';
import { located } from './generated';
import { isGranted, notGranted } from './grants';
import type { Problem, Reason } from './problem';
import { isGenerated, servicesMeant } from './services-meant';

/** Where a route sends to, as Istio's API has it. */
export interface Backend {
  /** Without a host where Istio cannot use it; `undefined` where it then leaves out the whole route. */
  readonly destination: Destination | undefined;
  readonly problem: Problem | undefined;
}

/** What Istio makes of a backend at a path of a route. For routes of sidecars, no ReferenceGrant is asked for. */
export function backend(
  mesh: Mesh,
  route: MeshObject,
  reference: ObjectReference | BackendReference,
  path: Path,
  isMesh: boolean,
): Backend {
  const to = referred(reference, serviceByDefault, route.namespace);
  const because = (reason: Reason, fact: string, text: string, ...at: Path): Problem => ({
    reason,
    fact,
    text,
    object: route,
    path: [...path, ...at],
    to,
  });
  const unusable = (problem: Problem): Backend => ({ destination: emptyDestination(reference), problem });
  const refused = (problem: Problem): Backend => ({ destination: undefined, problem });

  // K6, B3 pilot/pkg/config/kube/gateway/conversion.go buildDestination
  if (!isMesh && reference.namespace && reference.namespace.value !== route.namespace && !isGranted(mesh, route, to))
    return unusable(
      because(
        'RefNotPermitted',
        'B3',
        `${to.name} is in ${namespaceLabel(to.namespace)}, and ${notGranted(route, to)}.`,
        'namespace',
      ),
    );
  const host = hostOf(to, reference);
  // B5
  if (host === undefined)
    return unusable(
      because('InvalidKind', 'B5', `A ${to.kind} of ${to.group || 'the core group'} is nothing to send to.`, 'kind'),
    );
  if (typeof host !== 'string') return refused(because('InvalidDestination', ...host));
  // B1, B2: every kind needs one
  if (!reference.port) return refused(because('InvalidDestination', 'B1', 'A backend needs a port.'));
  const missing = missingBackend(mesh, route, to, host);
  return {
    destination: destinationTo(host, reference.port, reference),
    problem: missing && { ...because('BackendNotFound', missing.fact, missing.text, 'name'), other: missing.other },
  };
}

/** The host that a reference means; why it can mean none; `undefined` for another kind of object. */
function hostOf(
  to: Referred,
  { namespace }: ObjectReference,
): string | undefined | [fact: string, text: string, ...at: string[]] {
  switch (to.type) {
    case 'Service':
      if (to.name.includes('.'))
        return ['B1', 'A Service is named by its own name, without its namespace and domain.', 'name'];
      return serviceHost(to.name, to.namespace);
    case 'ServiceImport':
      return serviceHost(to.name, to.namespace);
    case 'Hostname':
      if (namespace) return ['B2', 'A Hostname has no namespace: it is looked up in that of the route.', 'namespace'];
      return to.name;
    default:
      return undefined;
  }
}

/** Why a backend is not there, where the workspace plainly says so. It keeps its cluster all the same. */
function missingBackend(
  mesh: Mesh,
  route: MeshObject,
  to: Referred,
  host: string,
): Pick<Problem, 'fact' | 'text' | 'other'> | undefined {
  const known = servicesMatching(mesh, host).filter((it) => it.host === host.toLowerCase());
  if (to.type !== 'Hostname') {
    if (known.length > 0 || isGenerated(mesh, to)) return undefined;
    if (servicesMeant(mesh, to).length === 0 && !owns(mesh, to.namespace, 'Service')) return undefined;
    return { fact: 'B1', text: `There is no Service ${to.name} in ${namespaceLabel(to.namespace)}.` };
  }
  // B2 pilot/pkg/config/kube/gatewaycommon/context.go GetService
  if (
    known.length === 0
      ? !owns(mesh, route.namespace, 'ServiceEntry')
      : known.some((it) => it.namespace === route.namespace)
  )
    return undefined;
  const [elsewhere] = known;
  if (elsewhere?.namespace === '' || route.namespace === '') return undefined;
  const text = elsewhere
    ? `${host} is declared in ${elsewhere.namespace}, and a Hostname is looked up in the route’s own namespace only, ${route.namespace}.`
    : `No ServiceEntry in ${route.namespace} declares ${host}.`;
  return { fact: 'B2', text, other: elsewhere?.object };
}

const destinationTo = (
  host: string,
  port: { readonly value: number; readonly span: Span },
  reference: ObjectReference,
): Destination => ({
  host: located(host, reference.name ?? reference),
  subset: undefined,
  port: { number: port, span: port.span },
  span: reference.span,
});

const emptyDestination = ({ span }: ObjectReference): Destination => ({
  host: undefined,
  subset: undefined,
  port: undefined,
  span,
});
