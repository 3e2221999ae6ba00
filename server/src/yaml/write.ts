import { type SchemaOptions, stringify, type ToStringOptions } from 'yaml';
import { lineEnding, type TextEdit } from '../text/edit';
import { lineEnd } from '../text/line';
import type { Span } from '../text/span';
import { insertInFlow } from './in-brackets';
import { booleanOfYaml11 } from './plain';
import { entryOf, type Mapping, type Node, nodeAt, type Path, type Sequence } from './tree';

/** A value to be written as YAML. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** What a node holds, to be written elsewhere. */
export function valueOf(node: Node | undefined): Value {
  if (!node) return null;
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'sequence') return node.items.map(valueOf);
  const own = node.entries.filter((it) => !it.merged || entryOf(node, String(it.key.value)) === it);
  return Object.fromEntries(own.map(({ key, value }) => [String(key.value), valueOf(value)]));
}

/** Replaces a scalar; a text keeps the quotes that were there, a number has none. */
export function replaceScalar(source: string, span: Span, value: string | number): TextEdit {
  if (typeof value === 'number') return { span, newText: String(value) };
  const quote = source[span.start];
  if (quote === "'") return { span, newText: `'${value.replaceAll("'", "''")}'` };
  if (quote === '"') return { span, newText: JSON.stringify(value) };
  return { span, newText: render(value, true).trim() };
}

/** Inserts an entry in front of the others of a mapping, which must be there and not have it. */
export function prepend(
  source: string,
  root: Node | undefined,
  path: Path,
  key: string,
  value: Value,
): TextEdit | undefined {
  const mapping = nodeAt(root, path);
  const firstOwn = mapping?.kind === 'mapping' ? mapping.entries.find((it) => !it.merged) : undefined;
  if (mapping?.kind !== 'mapping' || !firstOwn || entryOf(mapping, key))
    return insert(source, root, [...path, key], value);
  if (mapping.flow) {
    const { start } = firstOwn.key.span;
    return { span: { start, end: start }, newText: `${flowEntry(source, key, value)}, ` };
  }
  const width = column(source, mapping.span.start);
  const [first = '', ...rest] = indent(render({ [key]: value }, indentsSequences(source)), width).split('\n');
  const block = [first.trimStart(), ...rest, ' '.repeat(width)].join(lineEnding(source));
  return { span: { start: mapping.span.start, end: mapping.span.start }, newText: block };
}

/**
 * Inserts a value at a path, with whatever is missing on the way to it. A number as the last step appends to the list.
 * Keeps indentation, flow or block style, comments and line endings. `undefined` where the path leads through a scalar,
 * or something is there already.
 */
export function insert(source: string, root: Node | undefined, path: Path, value: Value): TextEdit | undefined {
  const step = path.at(-1);
  if (step === undefined) return undefined;
  const parentPath = path.slice(0, -1);
  const parent = nodeAt(root, parentPath);
  if (typeof step === 'number') {
    if (parent?.kind === 'sequence') return appendItem(source, parent, value);
    return parent ? undefined : insert(source, root, parentPath, [value]);
  }
  if (!parent) return insert(source, root, parentPath, { [step]: value });
  if (parent.kind !== 'mapping') return undefined;
  const entry = entryOf(parent, step);
  if (!entry) return insertEntry(source, parent, step, value);
  return entry.value ? undefined : fill(source, parent, entry.key.span, value);
}

/** Inserts an item in front of the others of the list at a path, or as the only one of a list that is not there. */
export function prependItem(source: string, root: Node | undefined, path: Path, value: Value): TextEdit | undefined {
  const list = nodeAt(root, path);
  const first = list?.kind === 'sequence' ? list.items[0] : undefined;
  if (list?.kind !== 'sequence' || !first) return insert(source, root, [...path, 0], value);
  if (list.flow) {
    const { start } = first.span;
    return { span: { start, end: start }, newText: `${flow(source, value)}, ` };
  }
  const { start } = list.span;
  const width = column(source, start);
  const block = indent(itemText(source, value), width).trimStart();
  return {
    span: { start, end: start },
    newText: `${block}\n${' '.repeat(width)}`.replaceAll('\n', lineEnding(source)),
  };
}

/** Writes another entry in the place of one of the mapping at a path; `undefined` where that is not there. */
export function replaceEntry(
  source: string,
  root: Node | undefined,
  path: Path,
  key: string,
  [name, value]: readonly [string, Value],
): TextEdit | undefined {
  const mapping = nodeAt(root, path);
  const entry = entryOf(mapping, key);
  if (mapping?.kind !== 'mapping' || !entry || entry.merged) return undefined;
  const { start } = entry.key.span;
  if (mapping.flow)
    return { span: { start, end: (entry.value ?? entry.key).span.end }, newText: flowEntry(source, name, value) };
  const block = indent(render({ [name]: value }, indentsSequences(source)), column(source, start)).trimStart();
  const end = entry.value ? contentEnd(source, entry.value) : lineEnd(source, entry.key.span.end);
  return { span: { start, end }, newText: block.replaceAll('\n', lineEnding(source)) };
}

/** A new document for the end of a file, with the separator that it needs. */
export function appendDocument(source: string, value: Value): TextEdit {
  const eol = lineEnding(source);
  const span = { start: source.length, end: source.length };
  const gap = source === '' || source.endsWith('\n') ? '' : eol;
  const separator = source.trim() === '' ? '' : `---${eol}`;
  return { span, newText: gap + separator + render(value, indentsSequences(source)).replaceAll('\n', eol) };
}

/** A whole document as YAML text, with `\n` at the end of each line. */
export const renderDocument = (value: Value): string => render(value, false);

function appendItem(source: string, sequence: Sequence, value: Value): TextEdit {
  const last = sequence.items.findLast((it) => it !== undefined);
  if (sequence.flow) return insertInFlow(source, sequence.span, last?.span, flow(source, value));
  const block = indent(itemText(source, value), column(source, sequence.span.start));
  return insertLine(source, last ? contentEnd(source, last) : sequence.span.end, block);
}

function insertEntry(source: string, mapping: Mapping, key: string, value: Value): TextEdit {
  if (mapping.flow) {
    const before = mapping.entries.at(-1);
    const span = before && { start: before.key.span.start, end: (before.value ?? before.key).span.end };
    return insertInFlow(source, mapping.span, span, flowEntry(source, key, value));
  }
  const last = mapping.entries.findLast((it) => !it.merged);
  const end = last
    ? last.value
      ? contentEnd(source, last.value)
      : lineEnd(source, last.key.span.end)
    : mapping.span.end;
  const block = indent(render({ [key]: value }, indentsSequences(source)), column(source, mapping.span.start));
  return insertLine(source, end, block);
}

/** Writes the value of a key that has none yet. */
function fill(source: string, mapping: Mapping, key: Span, value: Value): TextEdit {
  const colon = source.indexOf(':', key.end) + 1;
  const span = { start: colon, end: colon };
  if (mapping.flow || typeof value !== 'object' || value === null) return { span, newText: ` ${flow(source, value)}` };
  const [, ...lines] = render({ key: value }, indentsSequences(source)).split('\n');
  const block = indent(lines.join('\n'), column(source, mapping.span.start));
  return insertLine(source, lineEnd(source, colon), block);
}

function insertLine(source: string, at: number, block: string): TextEdit {
  const eol = lineEnding(source);
  return { span: { start: at, end: at }, newText: eol + block.replaceAll('\n', eol) };
}

/** The end of the last line that the node is written on, a comment behind it included. */
export function contentEnd(source: string, node: Node): number {
  if (node.kind === 'scalar' || node.flow) {
    let end = node.span.end;
    while (end > node.span.start && /[\r\n]/.test(source[end - 1]!)) end--;
    return lineEnd(source, end);
  }
  const last = node.kind === 'sequence' ? node.items.at(-1) : lastOwn(node);
  return last ? contentEnd(source, last) : lineEnd(source, node.span.end - 1);
}

function lastOwn(node: Mapping): Node | undefined {
  const entry = node.entries.findLast((it) => !it.merged);
  return entry?.value ?? entry?.key;
}

const column = (source: string, offset: number): number => offset - (source.lastIndexOf('\n', offset - 1) + 1);

const style = {
  lineWidth: 0,
  compat: [{ tag: 'tag:yaml.org,2002:bool', default: true, test: booleanOfYaml11, resolve: (text: string) => text }],
} satisfies ToStringOptions & SchemaOptions;

const render = (value: Value, indentSeq: boolean): string => stringify(value, { ...style, indentSeq });

const flowEntry = (source: string, key: string, value: Value): string =>
  `${isJson(source) ? JSON.stringify(key) : key}: ${flow(source, value)}`;

/** One line, in flow style where it is a collection; as JSON in a JSON file. */
const flow = (source: string, value: Value): string => (isJson(source) ? JSON.stringify(value) : flowYaml(value));

const flowYaml = (value: Value): string =>
  stringify(value, { ...style, collectionStyle: 'flow', flowCollectionPadding: true })
    .trim()
    .replace(/\s*\n\s*/g, ' ');

const indent = (text: string, width: number): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => (line ? ' '.repeat(width) + line : line))
    .join('\n');

/** An item of a list in block style. */
const itemText = (source: string, value: Value): string =>
  `- ${indentRest(render(value, indentsSequences(source)), 2)}`;

const indentRest = (text: string, width: number): string =>
  text
    .trimEnd()
    .split('\n')
    .join(`\n${' '.repeat(width)}`);

/** Whether the text is JSON rather than YAML, as far as its first character says. */
export const isJson = (source: string): boolean => /^\uFEFF?\s*[{[]\s*["[{}\]]/.test(source);

/** Whether the document writes `hosts:\n  - a` rather than `hosts:\n- a`. */
export const indentsSequences = (source: string): boolean => {
  const match = /^( *)(?:- )?[\w"'][^\n]*:[ \t]*(?:#[^\n]*)?\r?\n( *)- /m.exec(source);
  return match ? match[2]!.length > match[1]!.length : false;
};
