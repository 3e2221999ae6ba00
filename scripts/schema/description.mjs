// Reads what declarations say of their fields, as far as it helps somebody who writes the field.
import ts from 'typescript';

/** The description of a declaration, as Markdown, and the values that it offers. */
export function readDescription(node) {
  const comment = (node.jsDoc ?? []).map((it) => ts.getTextOfJSDocComment(it.comment) ?? '').join('\n\n');
  const [written, options] = comment.replaceAll('\\*', '*').split(/\s*Valid Options: /);
  // `<gateway:experimental>` and the like are notes to the tools of the Gateway API
  const [text] = written.split(/^\s*<gateway:/m);
  const isExperimental = /<gateway:experimental>/.test(written);
  const description = [text === 'Optional.' ? '' : beginning(text), isExperimental ? onlyExperimental : ''];
  return { description: description.filter((it) => it !== '').join('\n\n'), options: options?.split(', ') };
}

const onlyExperimental = 'Only in the experimental channel of the Gateway API.';

const isItem = (paragraph) => /^\s*(?:[-*]|\d+\.) /.test(paragraph);

/** The first paragraph, and the list that it announces; most of what follows is for those who implement the API. */
function beginning(text) {
  const [first, ...others] = text.split(/\n\s*\n/).map(joined);
  if (!first.endsWith(':')) return first;
  const end = others.findIndex((it) => !isItem(it));
  const list = end < 0 ? others : others.slice(0, end);
  if (list.length > 0) return [first, ...list].join('\n\n');
  return first.replace(/(?<=\.) [^.]*:$/, '').replace(/:$/, '.');
}

/** A paragraph on one line, or a line for each item; how far implementations support it is left out. */
const joined = (paragraph) =>
  paragraph
    .trim()
    .replace(/(?:^|\n)Support: .*$/s, '')
    .replace(/\s*\n\s*(?!(?:[-*]|\d+\.) )/g, ' ');
