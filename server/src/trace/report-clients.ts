import { unnamed } from '../model/namespace';
import { governs } from '../model/network-policy';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Client } from './answer';
import { clientsFor, clientsIn, isGatewayNamespace, labelsAsked, objectsAbout } from './clients';

/** A client, and those of its labels that tell it apart from others of its namespace. */
export interface ReportedClient extends Client {
  readonly tellingLabels: ReadonlyMap<string, string>;
}

/** A pod in a namespace that no manifest speaks of; no real namespace is called so. */
const everybodyElse: ReportedClient = { namespace: '*', labels: new Map(), tellingLabels: new Map() };

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
  return clientsIn(mesh, namespace, asked).map((it) => ({
    ...it,
    tellingLabels: new Map([...it.labels].filter(([key]) => asked.has(key))),
  }));
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
