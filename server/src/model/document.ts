import { checkFields, type FieldProblem } from '../schema/check';
import { objectType } from '../schema/schema';
import type { Located, Span } from '../text/span';
import { parse } from '../yaml/parse';
import { list, strings, struct, text } from '../yaml/read';
import { emptyMapping, type Mapping, type Node, type Path } from '../yaml/tree';
import type { KindDefinition } from './kind';
import { type Kind, kindDefinition, kinds, type Spec } from './kinds';
import { type FallbackType, untypedKind } from './untyped';
import { type Refusal, refusals } from './validation/refusals';

export type { FallbackType } from './untyped';

/** One Kubernetes object as it is written. */
export type Resource<K extends Kind = Kind> = {
  [P in K]: {
    readonly kind: P;
    /** As written. */
    readonly apiVersion: string;
    /** Where that is; at the start of the object where it is not written. */
    readonly apiVersionSpan: Span;
    /** As written, such as `Deployment` for a workload. */
    readonly type: string;
    readonly name: Located<string> | undefined;
    readonly namespace: Located<string> | undefined;
    readonly labels: ReadonlyMap<string, Located<string>> | undefined;
    readonly annotations: ReadonlyMap<string, Located<string>> | undefined;
    /** When the cluster made it, where the manifest was read from one. */
    readonly created: Located<string> | undefined;
    readonly spec: Spec<P>;
    /** Where the object is in its document; below `items` in a list. */
    readonly path: Path;
    readonly span: Span;
    /** The word after `kind:`, to underline where nothing better is written. */
    readonly kindSpan: Span;
    readonly fieldProblems: readonly FieldProblem[];
    /** What the cluster refuses it for beside these. */
    readonly refusals: readonly Refusal[];
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

/**
 * Reads a document; `fallback` is what the name of its file says that it is, should it not say so itself. A document that
 * holds none of our kinds costs no more than a search of its text.
 */
export function readDocument(source: string, fallback?: FallbackType): Document {
  const isOurs = fallback !== undefined || ourKinds.test(source);
  const untyped = fallback ? undefined : untypedKind(source);
  if (!isOurs && !untyped && !otherKinds.test(source))
    return { text: source, errors: [], resources: [], partial: false };
  const { root, errors, partial } = parse(source);
  const isTemplate = source.includes('{{');
  const resources = objects(root, []).flatMap(
    ({ node, path }) => readResource(node, path, fallback, untyped, isTemplate) ?? [],
  );
  // flatMap leaves room for many more, and documents stay in memory
  return { text: source, errors: isOurs ? errors : [], resources: resources.slice(), partial };
}

type Written = Pick<KindDefinition, 'name' | 'kinds' | 'aside'>;
const kindPattern = (definitions: readonly Written[], ...more: string[]): string => {
  const names = definitions.flatMap((it) => it.kinds ?? [it.name]);
  return `\\bkind["']?\\s*:\\s*["']?(?:${[...names, ...more].join('|')})\\b`;
};
const definitions: readonly Written[] = kinds;
const ourKinds = new RegExp(
  kindPattern(
    definitions.filter((it) => !it.aside),
    '\\w*List',
  ),
);
const otherKinds = new RegExp(kindPattern(definitions.filter((it) => it.aside)));

/** Whether a text may hold one of our kinds, or what says something of the mesh; else it need not be read. */
export const mayHoldObjects = (source: string): boolean =>
  ourKinds.test(source) || otherKinds.test(source) || untypedKind(source) !== undefined;

const envelope = struct({
  apiVersion: text,
  kind: text,
  metadata: struct({ name: text, namespace: text, labels: strings, annotations: strings, creationTimestamp: text }),
});
const items = struct({ kind: text, items: list((node) => node) });

/** The object itself, or those of a `kind: List`. */
function objects(root: Node | undefined, path: Path): { readonly node: Mapping; readonly path: Path }[] {
  if (root?.kind !== 'mapping') return [];
  const read = items(root);
  if (!read?.kind?.value.endsWith('List')) return [{ node: root, path }];
  return read.items.flatMap((node, i) => (node.kind === 'mapping' ? [{ node, path: [...path, 'items', i] }] : []));
}

function readResource(
  node: Mapping,
  path: Path,
  fallback: FallbackType | undefined,
  untyped: FallbackType | undefined,
  isTemplate: boolean,
): Resource | undefined {
  const head = envelope(node);
  // charts have fields of both names that say something else
  const isTyped = head?.apiVersion !== undefined && head.kind !== undefined;
  const said = { apiVersion: head?.apiVersion?.value, type: head?.kind?.value };
  const { apiVersion = fallback?.apiVersion ?? '', type = fallback?.kind ?? '' } =
    untyped && !isTyped ? { apiVersion: untyped.apiVersion, type: untyped.kind } : said;
  const definition = kindDefinition(apiVersion, type);
  if (!definition) return undefined;
  const body = definition.at === 'object' ? node : node.entries.find((it) => it.key.value === 'spec')?.value;
  const schema = objectType(apiVersion, type);
  const fieldProblems = schema ? checkFields(node, schema) : [];
  const resource: Resource<never> | object = {
    kind: definition.name,
    apiVersion,
    type,
    name: head?.metadata?.name,
    namespace: head?.metadata?.namespace,
    labels: head?.metadata?.labels,
    annotations: head?.metadata?.annotations,
    created: head?.metadata?.creationTimestamp,
    spec: definition.spec(body) ?? definition.spec(emptyMapping),
    path,
    span: node.span,
    apiVersionSpan: head?.apiVersion?.span ?? { start: node.span.start, end: node.span.start },
    kindSpan: head?.kind?.span ?? { start: node.span.start, end: node.span.start },
    fieldProblems,
    refusals: schema ? refusals(node, definition.name as Kind, schema, fieldProblems, isTemplate) : [],
  };
  return resource as Resource;
}
