import { meshGateway, resolveGateway } from '../../model/virtual-service';
import type { MeshObject } from '../../workspace/mesh';
import { fieldNames, textsAt } from '../spot';
import { type AskedName, definedIn } from './asked';
import type { Candidate } from './completion';

/** The Gateways as a VirtualService writes them, and `mesh`; in a match, those that it is bound to come first. */
export function gateways({ mesh, node, path, namespace, typed }: AskedName<'gateway'>): Candidate[] {
  const inMatch = fieldNames(path).includes('.match.');
  const bound = textsAt(node, ['spec', 'gateways']);
  const isBound = (label: string): boolean => (bound.length === 0 ? label === meshGateway : bound.includes(label));
  const rank = (label: string, own: boolean): number => (inMatch ? (isBound(label) ? 0 : 2) : own ? 0 : 1);
  const found = mesh.all('Gateway').map((gateway): Candidate => {
    const label = written(gateway, bound, typed.includes('/') ? undefined : namespace);
    return { label, kind: 'gateway', detail: definedIn(gateway), rank: rank(label, !label.includes('/')) };
  });
  return [
    { label: meshGateway, kind: 'gateway', detail: 'every sidecar', rank: rank(meshGateway, true) },
    ...found.filter((it) => it.label !== ''),
  ];
}

/** As the VirtualService writes it already, else short in the namespace `near`. */
function written({ name, namespace }: MeshObject, bound: readonly string[], near: string | undefined): string {
  const known = bound.find((reference) => {
    const it = resolveGateway(reference, { name: '', namespace: near ?? '' });
    return it.name === name && it.namespace === namespace;
  });
  return known ?? (namespace === near || namespace === '' || name === '' ? name : `${namespace}/${name}`);
}
