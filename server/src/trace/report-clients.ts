import { type Labels, plainLabels } from '../model/labels';
import { unnamed } from '../model/namespace';
import { governs } from '../model/network-policy';
import { hasPlaceholder } from '../text/placeholder';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Client } from './answer';
import { clientsFor, clientsIn, isGatewayNamespace, labelsAsked, objectsAbout } from './clients';

/** A client, and those of its labels that tell it apart from others of its namespace. */
export interface ReportedClient extends Client {
  readonly tellingLabels: ReadonlyMap<string, string>;
  /** The labels that tell clients of the namespace apart, whether this one has them or not. */
  readonly askedLabels: ReadonlySet<string>;
}

/** A pod in a namespace that no manifest speaks of; no real namespace is called so. */
const everybodyElse: ReportedClient = {
  namespace: '*',
  labels: new Map(),
  tellingLabels: new Map(),
  askedLabels: new Set(),
};

export const isEverybodyElse = ({ namespace }: Client): boolean => namespace === everybodyElse.namespace;

/**
 * The clients that a report on a host tells apart: beside those that Istio tells apart, those that a NetworkPolicy or an
 * AuthorizationPolicy does. The last one stands for everybody else.
 */
export function reportedClients(mesh: Mesh, host: string): readonly ReportedClient[] {
  const about = objectsAbout(mesh, host);
  const named = clientsFor(mesh, host).map((it) => it.namespace);
  const objects = [...about, ...mesh.all('Sidecar'), ...policiesOnEgress(mesh)];
  const isNamed = (namespace: string): boolean =>
    namespace !== unnamed || objects.some((it) => it.namespace === unnamed);
  const namespaces = [...new Set([...named, ...namespacesOfPolicies(mesh)])].filter(isNamed).sort();
  return [...namespaces.flatMap((it) => clientsOf(mesh, it, about)), everybodyElse];
}

function clientsOf(mesh: Mesh, namespace: string, about: readonly MeshObject[]): ReportedClient[] {
  const asked = new Set([...labelsAsked(mesh, namespace, about), ...labelsOfPolicies(mesh, namespace)]);
  const shown = clientsIn(mesh, namespace, asked);
  const telling = ({ labels }: Client): Labels => new Map([...labels].filter(([key]) => asked.has(key)));
  const known = new Set(shown.map((it) => [...telling(it)].sort().join()));
  const others = labelsSelected(mesh, namespace, about)
    .filter((it) => it.size > 0 && !known.has([...it].sort().join()))
    .map((labels): Client => ({ namespace, labels }));
  return [...shown, ...others].map((it) => ({ ...it, tellingLabels: telling(it), askedLabels: asked }));
}

/** The labels of pods that somebody selects, whether the workspace has what makes them or not; each set once. */
function labelsSelected(mesh: Mesh, namespace: string, about: readonly MeshObject[]): Labels[] {
  const selected = [
    ...mesh.inNamespace('Sidecar', namespace).map((it) => it.resource.spec.workloadSelector?.labels),
    ...about.flatMap(({ resource, namespace: own }) =>
      resource.kind === 'DestinationRule' && own === namespace
        ? [resource.spec.workloadSelector?.matchLabels]
        : resource.kind === 'VirtualService'
          ? [...resource.spec.http, ...resource.spec.tls, ...resource.spec.tcp].flatMap(({ match }) =>
              match.map((it) => it.sourceLabels),
            )
          : [],
    ),
    ...mesh
      .inNamespace('NetworkPolicy', namespace)
      .filter(({ resource }) => governs(resource.spec, 'Egress'))
      .map((it) => it.resource.spec.podSelector?.matchLabels),
  ];
  const sets = selected.map(plainLabels).filter((it) => ![...it.values()].some(hasPlaceholder));
  return [...new Map(sets.map((it) => [[...it].sort().join(), it])).values()];
}

/** Namespaces that a NetworkPolicy is in, or that an AuthorizationPolicy speaks of. */
const namespacesOfPolicies = (mesh: Mesh): readonly string[] =>
  mesh.remember('namespaces that policies tell apart', () => {
    const isolated = policiesOnEgress(mesh).map((it) => it.namespace);
    const authorized = mesh
      .all('AuthorizationPolicy')
      .flatMap(({ resource }) => resource.spec.rules)
      .flatMap(({ from }) => from)
      .flatMap(({ source }) => [
        ...[...(source?.namespaces ?? []), ...(source?.notNamespaces ?? [])].map((it) => it.value),
        // 3.13 a principal is trust-domain/ns/NAMESPACE/sa/NAME
        ...[...(source?.principals ?? []), ...(source?.notPrincipals ?? [])].map((it) => it.value.split('/')[2] ?? ''),
      ]);
    const known = authorized.filter((it) => it !== '' && !it.includes('*'));
    return [...new Set([...isolated, ...known])].filter((it) => !isGatewayNamespace(mesh, it));
  });

const policiesOnEgress = (mesh: Mesh): readonly MeshObject<'NetworkPolicy'>[] =>
  mesh.all('NetworkPolicy').filter(({ resource }) => governs(resource.spec, 'Egress'));

function labelsOfPolicies(mesh: Mesh, namespace: string): string[] {
  const policies = mesh
    .inNamespace('NetworkPolicy', namespace)
    .filter(({ resource }) => governs(resource.spec, 'Egress'));
  return policies.flatMap(({ resource: { spec } }) => [
    ...(spec.podSelector?.matchLabels?.keys() ?? []),
    ...(spec.podSelector?.matchExpressions ?? []).flatMap((it) => it.key?.value ?? []),
  ]);
}
