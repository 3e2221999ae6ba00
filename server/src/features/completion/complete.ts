import type { Type } from '../../schema/type';
import type { Span } from '../../text/span';
import type { Workspace } from '../../workspace/workspace';
import { cursorMark } from '../../yaml/cursor';
import { parse } from '../../yaml/parse';
import { list, text } from '../../yaml/read';
import { nodeAt } from '../../yaml/tree';
import { once } from './asked';
import { editsBeside } from './beside';
import type { Candidate, Completion } from './completion';
import { fields, keysAround } from './fields';
import { type Layout, layoutOf } from './layout';
import { keyNames, names } from './names';
import { isCollection, type Opening, openingAt } from './opening';
import { withRelease } from './releases';
import { type Site, siteAt } from './site';
import { escapeSnippet, keyText, scalarText } from './text';
import { values } from './values';

/** What could be written at an offset of a file. */
export function complete(workspace: Workspace, path: string, offset: number): Completion[] {
  const site = siteAt(workspace, path, offset);
  if (!site || /\$|\{\{/.test(wordAt(site))) return [];
  const layout = layoutOf(site.document.text);
  const opening = openingAt(site, layout);
  if (!opening) return [];
  const { type } = opening;
  const found =
    site.cursor.slot === 'key' || (type && isCollection(type))
      ? keys(workspace, site, opening, layout)
      : scalars(workspace, site, opening, layout);
  const replaced = { start: opening.start, end: site.cursor.span.end };
  const replace = workspace.locate({ document: site.document, span: replaced }).span;
  const root = found.some((it) => it.candidate.beside) ? parse(site.document.text).root : undefined;
  const [member] = workspace.meshesOf(site.document);
  const judged = found.map((it) => ({ ...it, candidate: withRelease(it.candidate, site, member?.mesh) }));
  return judged.flatMap((it) => {
    const beside = editsBeside(site, root, it.candidate.beside);
    const located = beside?.map((edit) => ({
      ...edit,
      span: workspace.locate({ document: site.document, ...edit }).span,
    }));
    return located ? [{ ...wrap(it, opening, replace), beside: located }] : [];
  });
}

/** A candidate and how it is written, the opening left out. */
interface Written extends Pick<Completion, 'insert' | 'snippet' | 'continues'> {
  readonly candidate: Candidate;
}

function keys(workspace: Workspace, site: Site, opening: Opening, layout: Layout): Written[] {
  const { type } = opening;
  const write = (candidate: Candidate, value: Type): Written => {
    const written = keyText(candidate.label, value, site, opening, layout);
    return { candidate, ...written, continues: written.insert !== candidate.label };
  };
  if (type?.kind === 'object') return fields(type, site).map((it) => write(it, it.field.type));
  if (type && type.kind !== 'map') return [];
  const present = keysAround(site);
  return once(keyNames(workspace, site))
    .filter((it) => !present.has(it.label))
    .map((it) => write(it, type?.values ?? { kind: 'string' }));
}

function scalars(workspace: Workspace, site: Site, opening: Opening, layout: Layout): Written[] {
  const others = itemsAround(site);
  const known = values(opening.type, site);
  const candidates = known.length > 0 ? known : once(names(workspace, site, opening));
  return candidates
    .filter((it) => !others.has(it.label))
    .map((candidate) => {
      const { label, literal, value = label } = candidate;
      const insert = literal && !site.cursor.quote ? label : scalarText(value, site.cursor, layout);
      return { candidate, insert, snippet: false, continues: false };
    });
}

const texts = list(text);

/** The other items of the list at the cursor. */
function itemsAround({ object: { node, inside } }: Site): ReadonlySet<string> {
  const path = typeof inside.at(-1) === 'number' ? inside.slice(0, -1) : inside;
  return new Set(
    texts(nodeAt(node, path))
      .map((it) => it.value)
      .filter((it) => !it.includes(cursorMark)),
  );
}

function wrap(
  { candidate, insert, snippet, continues }: Written,
  opening: Opening,
  replace: Span,
): Omit<Completion, 'beside'> {
  const { label, kind, detail, documentation, rank } = candidate;
  // inside brackets that are written with the key, the cursor has to come back
  const within = continues && opening.after !== '' && !snippet;
  const inner = within ? `${escapeSnippet(insert)}$0` : insert;
  return {
    label,
    kind,
    ...(detail && { detail }),
    ...(documentation && { documentation }),
    insert: opening.before + inner + opening.after,
    snippet: snippet || within,
    replace,
    sort: rank,
    continues,
  };
}

const wordAt = ({ document, cursor: { span } }: Site): string => document.text.slice(span.start, span.end);
