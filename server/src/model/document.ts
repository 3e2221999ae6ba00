import { checkFields, type FieldProblem } from '../schema/check';
import { objectType } from '../schema/schema';
import type { Located, Span } from '../text/span';
import { parse } from '../yaml/parse';
import { list, strings, struct, text } from '../yaml/read';
import type { Mapping, Node, Path } from '../yaml/tree';
import { type Kind, kindDefinition, kinds, type Spec } from './kinds';

/** One Kubernetes object as it is written. */
export type Resource<K extends Kind = Kind> = {
  [P in K]: {
    readonly kind: P;
    /** As written. */
    readonly apiVersion: string;
    /** As written, such as `Deployment` for a workload. */
    readonly type: string;
    readonly name: Located<string> | undefined;
    readonly namespace: Located<string> | undefined;
    readonly spec: Spec<P>;
    /** Where the object is in its document; below `items` in a list. */
    readonly path: Path;
    readonly span: Span;
    /** The word after `kind:`, to underline where nothing better is written. */
    readonly kindSpan: Span;
    readonly fieldProblems: readonly FieldProblem[];
  };
}[K];

/** One YAML document of a file. Its spans are relative to its own start, so it outlives edits above it. */
export interface Document {
  readonly text: string;
  /** Errors of the YAML itself; only kept for documents that seem to hold one of our kinds. */
  readonly errors: readonly Located<string>[];
  readonly resources: readonly Resource[];
  /** A template may add to this document what cannot be seen. */
  readonly partial: boolean;
}

/** What a document without `apiVersion` and `kind` is taken for, as the name of its file says. */
export interface FallbackType {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Reads a document. A document that holds none of our kinds costs one search of its text. */
export function readDocument(source: string, fallback?: FallbackType): Document {
  if (!fallback && !mayHoldObjects(source)) return { text: source, errors: [], resources: [], partial: false };
  const { root, errors, partial } = parse(source);
  const resources = objects(root, []).flatMap(({ node, path }) => readResource(node, path, fallback) ?? []);
  // flatMap leaves room for many more, and documents stay in memory
  return { text: source, errors, resources: resources.slice(), partial };
}

const kindNames = kinds.flatMap((it) => ('kinds' in it ? it.kinds : [it.name]));
const ourKinds = new RegExp(`\\bkind["']?\\s*:\\s*["']?(?:${kindNames.join('|')}|\\w*List)\\b`);

/** Whether a text may hold one of our kinds; what `false` is said of need not be read. */
export const mayHoldObjects = (source: string): boolean => ourKinds.test(source);

const envelope = struct({
  apiVersion: text,
  kind: text,
  metadata: struct({ name: text, namespace: text, labels: strings }),
});
const items = struct({ kind: text, items: list((node) => node) });

/** The object itself, or those of a `kind: List`. */
function objects(root: Node | undefined, path: Path): { readonly node: Mapping; readonly path: Path }[] {
  if (root?.kind !== 'mapping') return [];
  const read = items(root);
  if (!read?.kind?.value.endsWith('List')) return [{ node: root, path }];
  return read.items.flatMap((node, i) => (node.kind === 'mapping' ? [{ node, path: [...path, 'items', i] }] : []));
}

const nothing: Mapping = { kind: 'mapping', entries: [], span: { start: 0, end: 0 }, flow: false };

function readResource(node: Mapping, path: Path, fallback: FallbackType | undefined): Resource | undefined {
  const head = envelope(node);
  const apiVersion = head?.apiVersion?.value ?? fallback?.apiVersion ?? '';
  const type = head?.kind?.value ?? fallback?.kind ?? '';
  const definition = kindDefinition(apiVersion, type);
  if (!definition) return undefined;
  const body = definition.at === 'object' ? node : node.entries.find((it) => it.key.value === 'spec')?.value;
  const schema = objectType(apiVersion, type);
  const resource: Resource<never> | object = {
    kind: definition.name,
    apiVersion,
    type,
    name: head?.metadata?.name,
    namespace: head?.metadata?.namespace,
    spec: definition.spec(body) ?? definition.spec(nothing),
    path,
    span: node.span,
    kindSpan: head?.kind?.span ?? { start: node.span.start, end: node.span.start },
    fieldProblems: schema ? checkFields(node, schema) : [],
  };
  return resource as Resource;
}
