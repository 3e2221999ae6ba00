import { sameName } from '../model/name';
import { agree } from '../model/namespace';
import { type HttpMatch, meshGateway, resolveGateway, type StringMatch } from '../model/virtual-service';
import { couldEqual, hasPlaceholder } from '../text/placeholder';
import type { Located } from '../text/span';
import type { MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';

type VirtualService = MeshObject<'VirtualService'>;

/** An entry of a rule's `match`, and where it is written: its gateways are named in that object's namespace. */
export interface RuleMatch {
  readonly match: HttpMatch;
  readonly object: VirtualService;
  readonly path: Path;
}

/** The matches of a rule and of its delegate as one list; `undefined` where they contradict. */
export function mergedMatches(
  root: readonly RuleMatch[],
  delegate: readonly RuleMatch[],
): readonly RuleMatch[] | undefined {
  // V6 pilot/pkg/model/virtualservice.go mergeHTTPMatchRequests
  if (root.length === 0) return delegate;
  if (delegate.length === 0) return root;
  const merged = delegate.map((theirs) =>
    root.filter((it) => !contradict(it, theirs)).map((it) => mergedMatch(it, theirs)),
  );
  return merged.every((it) => it.length > 0) ? merged.flat() : undefined;
}

function mergedMatch(root: RuleMatch, delegate: RuleMatch): RuleMatch {
  // V6 pilot/pkg/model/virtualservice.go mergeHTTPMatchRequest
  const from = root.match;
  const own = delegate.match;
  const both = <V>(a: ReadonlyMap<string, V> | undefined, b: ReadonlyMap<string, V> | undefined) =>
    a || b ? new Map([...(a ?? []), ...(b ?? [])]) : undefined;
  const ownGateways = own.gateways.length > 0;
  const match: HttpMatch = {
    ...own,
    name: joinedName(from.name, own.name),
    uri: own.uri ?? from.uri,
    scheme: own.scheme ?? from.scheme,
    method: own.method ?? from.method,
    authority: own.authority ?? from.authority,
    headers: both(from.headers, own.headers),
    withoutHeaders: both(from.withoutHeaders, own.withoutHeaders),
    queryParams: both(from.queryParams, own.queryParams),
    port: own.port?.value ? own.port : from.port,
    sourceLabels: both(from.sourceLabels, own.sourceLabels),
    sourceNamespace: own.sourceNamespace?.value ? own.sourceNamespace : from.sourceNamespace,
    gateways: ownGateways ? own.gateways : from.gateways.map((it) => absolute(it, root.object)),
  };
  return { match, object: delegate.object, path: delegate.path };
}

/** `root-delegate`, or the one that there is. */
export function joinedName(
  root: Located<string> | undefined,
  delegate: Located<string> | undefined,
): Located<string> | undefined {
  if (!root?.value || !delegate?.value) return delegate?.value ? delegate : root;
  return { ...delegate, value: `${root.value}-${delegate.value}` };
}

/** A gateway's name that means the same in every namespace. */
function absolute(reference: Located<string>, owner: VirtualService): Located<string> {
  if (reference.value === meshGateway) return reference;
  const { namespace, name } = resolveGateway(reference.value, owner);
  return { ...reference, value: `${namespace}/${name}` };
}

/** Whether the delegate's match is not within the one that delegates. */
function contradict({ match: root, object: owner }: RuleMatch, { match: leaf, object: delegate }: RuleMatch): boolean {
  // V6 pilot/pkg/model/virtualservice.go hasConflict
  if ((['uri', 'scheme', 'method', 'authority'] as const).some((key) => textsContradict(root[key], leaf[key])))
    return true;
  for (const key of ['headers', 'withoutHeaders', 'queryParams'] as const)
    for (const [name, wanted] of leaf[key] ?? []) if (textsContradict(root[key]?.get(name), wanted)) return true;
  if ((root.ignoreUriCase?.value ?? false) !== (leaf.ignoreUriCase?.value ?? false)) return true;
  if (root.port?.value && leaf.port?.value && root.port.value !== leaf.port.value) return true;
  // a delegate's match without a namespace contradicts one that has it, strange as that is
  if (root.sourceNamespace?.value && !agreeing(leaf.sourceNamespace, root.sourceNamespace.value)) return true;
  for (const [key, { value }] of leaf.sourceLabels ?? []) {
    const wanted = root.sourceLabels?.get(key);
    if (wanted && !couldEqual(wanted.value, value)) return true;
  }
  return gatewaysContradict(root.gateways, owner, leaf.gateways, delegate);
}

const agreeing = (written: Located<string> | undefined, namespace: string): boolean =>
  written !== undefined && (couldEqual(written.value, namespace) || agree(written.value, namespace));

function gatewaysContradict(
  root: readonly Located<string>[],
  owner: VirtualService,
  leaf: readonly Located<string>[],
  delegate: VirtualService,
): boolean {
  if (root.length === 0 || leaf.length === 0) return false;
  if (root.length < leaf.length) return true;
  const same = (a: string, b: string): boolean =>
    a === meshGateway || b === meshGateway ? a === b : sameName(resolveGateway(a, owner), resolveGateway(b, delegate));
  return leaf.some((theirs) => !root.some((own) => same(own.value, theirs.value)));
}

/** Whether a text that the delegate asks for is not one of those that the rule asks for. */
function textsContradict(root: StringMatch | undefined, leaf: StringMatch | undefined): boolean {
  // V6 pilot/pkg/model/virtualservice.go stringMatchConflict
  if (!root || !leaf) return false;
  const [rootKind, rootText] = asked(root);
  const [leafKind, leafText] = asked(leaf);
  if (hasPlaceholder(rootText) || hasPlaceholder(leafText)) return false;
  if (rootKind === 'regex' || leafKind === 'regex') return true;
  if (rootKind === 'exact') return leafKind !== 'exact' || leafText !== rootText;
  if (rootKind === 'prefix') return leafKind === undefined || !leafText.startsWith(rootText);
  return true;
}

function asked({ exact, prefix, regex }: StringMatch): [kind: 'exact' | 'prefix' | 'regex' | undefined, text: string] {
  if (regex?.value) return ['regex', regex.value];
  if (exact?.value) return ['exact', exact.value];
  return prefix?.value ? ['prefix', prefix.value] : [undefined, ''];
}
