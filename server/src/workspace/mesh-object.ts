import type { Document, Resource } from '../model/document';
import type { Dialled, Identity, KindDefinition } from '../model/kind';
import { type Kind, kindDefinition } from '../model/kinds';
import { defines, type Mention, uses } from '../model/name';
import { knownNamespace, unnamed } from '../model/namespace';
import { waypointMentions } from '../model/waypoint';
import { podLabels } from '../model/workload';
import type { Path } from '../yaml/tree';
import type { Placement } from './kustomize';

/** An object as one mesh has it. */
export interface MeshObject<K extends Kind = Kind> {
  readonly resource: Resource<K>;
  readonly document: Document;
  /** The path of its file in the workspace. */
  readonly file: string;
  readonly name: string;
  /** `''` where it is not known, see model/namespace.ts. */
  readonly namespace: string;
  /** Of an object that Istio makes of others, and that no manifest has: where the part of it at a path is written. */
  readonly writtenAt?: (path: Path) => WrittenPart;
  readonly mentions: readonly Mention[];
  readonly dialled: readonly Dialled[];
}

/** A part of an object that a manifest has; the path is from the object's root. */
export interface WrittenPart {
  readonly object: MeshObject;
  readonly path: Path;
}

/** The object that a resource is in a namespace, with what kustomize makes of its name, in a file of that path. */
export function meshObject(
  document: Document,
  resource: Resource,
  namespace: string,
  { namePrefix, nameSuffix }: Pick<Placement, 'namePrefix' | 'nameSuffix'> = asWritten,
  file = '',
): MeshObject {
  const definition = kindDefinition(resource.apiVersion, resource.type);
  const written = resource.name?.value ?? '';
  // kustomize api/internal/builtins/PrefixTransformer.go: a Namespace keeps its name
  const name = resource.kind === 'Namespace' || written === '' ? written : namePrefix + written + nameSuffix;
  const owner = definition?.clusterWide ? unnamed : knownNamespace(namespace);
  const mentions = definition ? [...ownMentions(resource, definition, { name, namespace: owner })] : [];
  const dialled = [...(definition?.dialled?.(resource.spec, { name, namespace: owner }) ?? [])];
  return { resource, document, file, name, namespace: owner, mentions, dialled };
}

const asWritten = { namePrefix: '', nameSuffix: '' };

function* ownMentions(resource: Resource, definition: KindDefinition, identity: Identity): Iterable<Mention> {
  if (resource.name && definition.definedName) yield defines(resource.name, definition.definedName(identity));
  if (resource.namespace) yield uses(resource.namespace, { kind: 'namespace', name: resource.namespace.value });
  // A1 what a Deployment is labelled with is not said of its pods
  const labels = resource.kind === 'Workload' ? podLabels(resource.spec) : resource.labels;
  yield* waypointMentions(labels, resource.kind === 'Namespace' ? identity.name : identity.namespace);
  yield* definition.mentions(resource.spec, identity, resource);
}

/** Whether an object is of that kind. */
export const isOfKind = <K extends Kind>(object: MeshObject | undefined, kind: K): object is MeshObject<K> =>
  object?.resource.kind === kind;
