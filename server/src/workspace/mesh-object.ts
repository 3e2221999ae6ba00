import type { Document, Resource } from '../model/document';
import type { Identity, KindDefinition } from '../model/kind';
import { type Kind, kindDefinition } from '../model/kinds';
import { defines, type Mention, uses } from '../model/name';
import { knownNamespace, unnamed } from '../model/namespace';

/** An object as one mesh has it. */
export interface MeshObject<K extends Kind = Kind> {
  readonly resource: Resource<K>;
  readonly document: Document;
  readonly name: string;
  /** `''` where it is not known, see model/namespace.ts. */
  readonly namespace: string;
  readonly mentions: readonly Mention[];
}

export function meshObject(document: Document, resource: Resource, namespace: string): MeshObject {
  const definition = kindDefinition(resource.apiVersion, resource.type);
  const name = resource.name?.value ?? '';
  const owner = definition?.clusterWide ? unnamed : knownNamespace(namespace);
  const mentions = definition ? [...ownMentions(resource, definition, { name, namespace: owner })] : [];
  return { resource, document, name, namespace: owner, mentions };
}

function* ownMentions(resource: Resource, definition: KindDefinition, identity: Identity): Iterable<Mention> {
  if (resource.name && definition.definedName) yield defines(resource.name, definition.definedName(identity));
  if (resource.namespace) yield uses(resource.namespace, { kind: 'namespace', name: resource.namespace.value });
  yield* definition.mentions(resource.spec, identity);
}
