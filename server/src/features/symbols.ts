import type { Document, Resource } from '../model/document';
import type { Span } from '../text/span';
import type { Workspace } from '../workspace/workspace';
import { type Part, partsOf, type SymbolKind } from './outline';

export type { SymbolKind } from './outline';

/** Something in a file that has a name, for the outline. */
export interface DocumentSymbol {
  /** Never empty. */
  readonly name: string;
  readonly detail: string;
  readonly kind: SymbolKind;
  /** All of it, in the file. */
  readonly span: Span;
  /** Its name, within the span. */
  readonly selection: Span;
  readonly children: readonly DocumentSymbol[];
}

/** What is written in a file: its objects, and in each what it is about. */
export const documentSymbols = (workspace: Workspace, path: string): DocumentSymbol[] =>
  workspace.documents(path).flatMap((document) => {
    const toFile = (part: Part): DocumentSymbol => symbolOf(part, document, workspace);
    return document.resources.map((it) => toFile(objectPart(it)));
  });

function symbolOf(
  { kind, name, detail = '', span, selection, children = [] }: Part,
  document: Document,
  workspace: Workspace,
): DocumentSymbol {
  const end = span.start + document.text.slice(span.start, span.end).trimEnd().length;
  const inFile = (it: Span): Span => workspace.locate({ document, span: it }).span;
  // a name may come from an anchor elsewhere
  const isWithin = selection && selection.start >= span.start && selection.end <= end;
  return {
    kind,
    name: name || '(unnamed)',
    detail,
    span: inFile({ start: span.start, end }),
    selection: inFile(isWithin ? selection : { start: span.start, end: span.start }),
    children: children.map((it) => symbolOf(it, document, workspace)),
  };
}

function objectPart(resource: Resource): Part {
  const { type, name, namespace, span, kindSpan } = resource;
  return {
    kind: 'object',
    name: name ? `${type} ${name.value}` : type,
    detail: namespace?.value ?? '',
    span,
    selection: name?.span ?? kindSpan,
    children: partsOf(resource),
  };
}
