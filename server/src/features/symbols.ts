import type { Document, Resource } from '../model/document';
import type { Kind } from '../model/kinds';
import type { Section } from '../model/virtual-service';
import type { Located, Span } from '../text/span';
import type { Workspace } from '../workspace/workspace';

export type SymbolKind = 'object' | 'host' | 'server' | 'route' | 'subset' | 'port';

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

/** A symbol before it is known where its document lies. */
interface Part {
  readonly kind: SymbolKind;
  readonly name: string;
  readonly detail?: string;
  readonly span: Span;
  readonly selection?: Span | undefined;
  readonly children?: readonly Part[];
}

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

/** What the outline shows of each kind. */
const parts: { readonly [K in Kind]?: (spec: Resource<K>['spec']) => readonly Part[] } = {
  ServiceEntry: ({ hosts, ports }) => [
    ...hosts.map(hostPart),
    ...ports.map(({ span, number, protocol }) => portPart(span, number, protocol)),
  ],
  Gateway: ({ servers }) =>
    servers.map(({ span, port, hosts, tls }) => ({
      kind: 'server',
      name: [port?.number?.value, port?.protocol?.value, tls?.mode?.value].filter((it) => it !== undefined).join(' '),
      span,
      selection: port?.number?.span,
      children: hosts.map(hostPart),
    })),
  VirtualService: ({ hosts, http, tls, tcp }) => [
    ...hosts.map(hostPart),
    ...http.map((rule, index) => routePart('http', index, rule, rule.name)),
    ...tls.map((rule, index) => routePart('tls', index, rule)),
    ...tcp.map((rule, index) => routePart('tcp', index, rule)),
  ],
  DestinationRule: ({ host, subsets }) => [
    ...(host ? [hostPart(host)] : []),
    ...subsets.map(
      ({ name, span }): Part => ({ kind: 'subset', name: name?.value ?? '', span, selection: name?.span }),
    ),
  ],
  Service: ({ ports }) => ports.map(({ span, port, name }) => portPart(span, port, name)),
};

const partsOf = <K extends Kind>({ kind, spec }: Resource<K>): readonly Part[] => parts[kind as K]?.(spec) ?? [];

const hostPart = ({ value, span }: Located<string>): Part => ({ kind: 'host', name: value, span, selection: span });

const portPart = (span: Span, number: Located<number> | undefined, protocol: Located<string> | undefined): Part => ({
  kind: 'port',
  name: [number?.value, protocol?.value].filter((it) => it !== undefined).join(' '),
  span,
  selection: number?.span,
});

interface Rule {
  readonly span: Span;
  readonly route: readonly { readonly destination?: { readonly host?: Located<string> | undefined } | undefined }[];
}

/** `http[0]` with the hosts that it leads to. */
function routePart(section: Section, index: number, { span, route }: Rule, name?: Located<string>): Part {
  const destinations = route.flatMap(({ destination }) => destination?.host?.value ?? []);
  return {
    kind: 'route',
    name: name ? `${section}[${index}] ${name.value}` : `${section}[${index}]`,
    detail: destinations.length > 0 ? `→ ${destinations.join(', ')}` : '',
    span,
    selection: name?.span,
  };
}
