import type { Span } from '../text/span';
import { parse } from '../yaml/parse';
import { type Reader, text } from '../yaml/read';
import type { Node } from '../yaml/tree';

/** Reads a text that is YAML itself, as `helm` values or a ConfigMap may have it. All in it has the place of the text. */
export const inText =
  <T>(reader: Reader<T | undefined>): Reader<T | undefined> =>
  (node) => {
    const written = text(node);
    return written && reader(placed(parse(written.value).root, written.span));
  };

function placed(node: Node | undefined, span: Span): Node | undefined {
  if (node?.kind === 'sequence') return { ...node, span, items: node.items.map((it) => placed(it, span)) };
  if (node?.kind !== 'mapping') return node && { ...node, span };
  const entries = node.entries.map((it) => ({ ...it, key: { ...it.key, span }, value: placed(it.value, span) }));
  return { ...node, span, entries };
}
