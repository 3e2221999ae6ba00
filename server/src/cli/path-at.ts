import type { Span } from '../text/span';
import type { Node, Path } from '../yaml/tree';

/** The path of the deepest value that holds the span, or whose key does; empty where nothing does. */
export function pathAt(root: Node | undefined, span: Span): Path {
  const path: (string | number)[] = [];
  let node = root;
  while (node && node.kind !== 'scalar') {
    const child: { step: string | number; value: Node | undefined } | undefined =
      node.kind === 'mapping' ? entryAt(node, span) : itemAt(node, span);
    if (!child) break;
    path.push(child.step);
    node = child.value;
  }
  return path;
}

function entryAt({ entries }: Extract<Node, { kind: 'mapping' }>, span: Span) {
  // a merged entry is written elsewhere
  const entry = entries.find(
    (it) => !it.merged && (holds(it.key.span, span) || (it.value && holds(it.value.span, span))),
  );
  return entry && { step: String(entry.key.value), value: entry.value };
}

function itemAt({ items }: Extract<Node, { kind: 'sequence' }>, span: Span) {
  const step = items.findIndex((it) => it && holds(it.span, span));
  return step < 0 ? undefined : { step, value: items[step] };
}

const holds = (outer: Span, inner: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;
