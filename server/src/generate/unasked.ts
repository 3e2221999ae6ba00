import type { Resource } from '../model/document';
import { type ChangedObject, changedObjects } from './changed-objects';
import type { EgressRequest } from './egress-request';
import type { FileChange } from './trial';

/** What objects that are there get without anybody having asked for it, since they would bar the way; a sentence each. */
export function unaskedChanges(requests: readonly EgressRequest[], changes: readonly FileChange[]): string[] {
  const changed = changes.flatMap(changedObjects);
  const imported = requests.some((it) => it.sidecar) ? [] : changed.flatMap(importNote);
  return [...imported, ...changed.flatMap(exportNote), ...changed.flatMap(portNote)];
}

function importNote({ type, name, resource, former }: ChangedObject): string[] {
  const more = added(former, resource, importsOf);
  return more.length > 0
    ? [`${type} ${name} kept clients from the host or its gateway: it now imports ${more.join(', ')}.`]
    : [];
}

function exportNote({ type, name, resource, former }: ChangedObject): string[] {
  const more = added(former, resource, exportsOf);
  return more.length > 0 ? [`${type} ${name} is now exported to ${more.join(', ')}, which it was hidden from.`] : [];
}

function portNote({ type, name, resource, former }: ChangedObject): string[] {
  return added(former, resource, portsOf).map(
    (it) => `${type} ${name} now has port ${it}, on which the gateway listens.`,
  );
}

/** What an object that was there lists, and did not list. */
function added(
  former: Resource | undefined,
  resource: Resource,
  listed: (resource: Resource) => readonly string[],
): readonly string[] {
  const known = former ? listed(former) : undefined;
  return known ? listed(resource).filter((it) => !known.includes(it)) : [];
}

const importsOf = (resource: Resource): readonly string[] =>
  resource.kind === 'Sidecar' ? resource.spec.egress.flatMap(({ hosts }) => hosts.map((it) => it.value)) : [];

const portsOf = (resource: Resource): readonly string[] =>
  resource.kind === 'Service' ? resource.spec.ports.map(({ port }) => String(port?.value)) : [];

const exportsOf = (resource: Resource): readonly string[] =>
  resource.kind === 'ServiceEntry' || resource.kind === 'VirtualService' || resource.kind === 'DestinationRule'
    ? resource.spec.exportTo.map((it) => it.value)
    : [];
