import type { Document, Resource } from '../model/document';
import { hostsMatch } from '../model/host';
import type { Identity, KindDefinition } from '../model/kind';
import { type Kind, kindDefinition } from '../model/kinds';
import { defines, isOpen, type Mention, type Name, sameName, uses } from '../model/name';
import { agree, knownNamespace, unnamed } from '../model/namespace';
import { couldEqual, hasPlaceholder } from '../text/placeholder';
import type { Span } from '../text/span';
import { hostKeys, matchingHostKeys, nameKey } from './keys';
import type { Settings } from './settings';

/** An object as one mesh has it. */
export interface MeshObject<K extends Kind = Kind> {
  readonly resource: Resource<K>;
  readonly document: Document;
  readonly name: string;
  /** `''` where it is not known, see model/namespace.ts. */
  readonly namespace: string;
  readonly mentions: readonly Mention[];
  readonly keys: readonly string[];
}

/** A span of one document: the address used everywhere inside the core. */
export interface Place {
  readonly document: Document;
  readonly span: Span;
}

/** Is told which keys of the index an answer came from. */
export type ReadListener = (key: string) => void;

/**
 * The objects that see each other, by what they mention. Every question goes through a key and says so to the listener,
 * so that whoever asks can know later whether the answer may have changed.
 */
export class Mesh {
  readonly settings: Settings;
  readonly #index = new Map<string, Set<MeshObject>>();
  readonly #byDocument = new Map<Document, MeshObject[]>();
  readonly #onRead: ReadListener;
  readonly #onChange: ReadListener;

  constructor(settings: Settings, onRead: ReadListener, onChange: ReadListener) {
    this.settings = settings;
    this.#onRead = onRead;
    this.#onChange = onChange;
  }

  get size(): number {
    return this.#byDocument.size;
  }

  /** The document's objects; `namespace` is what kustomize gives them, if it does. */
  add(document: Document, namespace: string | undefined): void {
    for (const resource of document.resources) {
      const object = meshObject(document, resource, namespace ?? resource.namespace?.value ?? this.settings.namespace);
      const known = this.#byDocument.get(document);
      if (known) known.push(object);
      else this.#byDocument.set(document, [object]);
      for (const key of object.keys) {
        const objects = this.#index.get(key);
        if (objects) objects.add(object);
        else {
          this.#index.set(key, new Set([object]));
          this.#onChange(`presence ${key}`);
        }
        this.#onChange(key);
      }
    }
  }

  remove(document: Document): void {
    for (const object of this.#byDocument.get(document) ?? []) {
      for (const key of object.keys) {
        const objects = this.#index.get(key);
        objects?.delete(object);
        if (objects?.size === 0) {
          this.#index.delete(key);
          this.#onChange(`presence ${key}`);
        }
        this.#onChange(key);
      }
    }
    this.#byDocument.delete(document);
  }

  objectsOf(document: Document): readonly MeshObject[] {
    return this.#byDocument.get(document) ?? [];
  }

  /** Every object of a kind. The answer depends on all of them: ask for less where less is enough. */
  all<K extends Kind>(kind: K): MeshObject<K>[] {
    return this.#read(`kind ${kind}`, kind);
  }

  /** The objects of that kind and name; several where files hold alternatives, or the namespace is not known. */
  find<K extends Kind>(kind: K, namespace: string, name: string): MeshObject<K>[] {
    return this.named(kind, name).filter((it) => agree(it.namespace, namespace));
  }

  /** The objects of that kind and name in any namespace. */
  named<K extends Kind>(kind: K, name: string): MeshObject<K>[] {
    const found = new Set([...this.#read(`${kind} ${name}`, kind), ...this.#read(`open ${kind}`, kind)]);
    return inOrder([...found].filter((it) => couldEqual(it.name, name)));
  }

  /** The objects of a kind that mention a host which has a name in common with this one, wherever they mention it. */
  withHost<K extends Kind>(kind: K, host: string): MeshObject<K>[] {
    const found = new Set(this.#read(`open ${kind}`, kind));
    for (const key of matchingHostKeys(host)) for (const object of this.#read(key, kind)) found.add(object);
    const mentioned = ({ name }: Mention): boolean => name.kind === 'host' && hostsMatch(name.host, host);
    return inOrder([...found].filter((it) => it.mentions.some(mentioned)));
  }

  /** The objects of a kind that mention this name, or could once placeholders are filled in. */
  with<K extends Kind>(kind: K, name: Name): MeshObject<K>[] {
    const known = isOpen(name) ? this.all(kind) : this.#read(nameKey(name), kind);
    const found = new Set([...known, ...this.#read(`open ${kind}`, kind)]);
    return inOrder([...found].filter((it) => it.mentions.some((mention) => sameName(mention.name, name))));
  }

  /** Whether a template may make objects of that kind, or fields of them, that cannot be seen. */
  hasHidden(kind: Kind): boolean {
    return this.#read(`hidden ${kind}`, kind).length > 0;
  }

  /** Every mention of a name, with the object that has it. */
  mentions(name: Name): { readonly object: MeshObject; readonly mention: Mention }[] {
    return this.#objects(nameKey(name)).flatMap((object) =>
      object.mentions.filter((mention) => sameName(mention.name, name)).map((mention) => ({ object, mention })),
    );
  }

  /** Whether the mesh has an object of that kind in the namespace; does not depend on which. */
  has(kind: Kind, namespace: string): boolean {
    const keys = namespace === unnamed ? [`kind ${kind}`] : [`in ${namespace} ${kind}`, `in ${unnamed} ${kind}`];
    for (const key of keys) this.#onRead(`presence ${key}`);
    return keys.some((key) => this.#index.has(key));
  }

  #read<K extends Kind>(key: string, kind: K): MeshObject<K>[] {
    return this.#objects(key).filter((it): it is MeshObject<K> => it.resource.kind === kind);
  }

  #objects(key: string): MeshObject[] {
    this.#onRead(key);
    return inOrder([...(this.#index.get(key) ?? [])]);
  }
}

export function meshObject(document: Document, resource: Resource, namespace: string): MeshObject {
  const definition = kindDefinition(resource.apiVersion, resource.type);
  const name = resource.name?.value ?? '';
  const owner = definition?.clusterWide ? unnamed : knownNamespace(namespace);
  const mentions = definition ? [...ownMentions(resource, definition, { name, namespace: owner })] : [];
  const keys = new Set([`kind ${resource.kind}`, `${resource.kind} ${name}`, `in ${owner} ${resource.kind}`]);
  for (const mention of mentions) {
    keys.add(nameKey(mention.name));
    if (mention.name.kind === 'host') for (const key of hostKeys(mention.name.host)) keys.add(key);
  }
  if (hasPlaceholder(name) || mentions.some((it) => isOpen(it.name))) keys.add(`open ${resource.kind}`);
  if (document.partial) keys.add(`hidden ${resource.kind}`);
  return { resource, document, name, namespace: owner, mentions, keys: [...keys] };
}

function* ownMentions(resource: Resource, definition: KindDefinition, identity: Identity): Iterable<Mention> {
  if (resource.name && definition.definedName) yield defines(resource.name, definition.definedName(identity));
  if (resource.namespace) yield uses(resource.namespace, { kind: 'namespace', name: resource.namespace.value });
  yield* definition.mentions(resource.spec, identity);
}

/** The order that Istio uses for objects of the same age, so that the order of files never matters. */
function inOrder<O extends MeshObject>(objects: O[]): O[] {
  // R10 pilot/pkg/model/config.go configCompareByCreationTime
  return objects.length < 2
    ? objects
    : objects.sort(
        (a, b) =>
          compare(a.name, b.name) || compare(a.namespace, b.namespace) || compare(a.document.text, b.document.text),
      );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
