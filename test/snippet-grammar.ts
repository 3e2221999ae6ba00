/*
 * The grammar of snippets, as VS Code and the language server protocol have it: https://code.visualstudio.com/api/language-extensions/snippet-guide
 * Variables are left out, as ours have none.
 */

type Part = string | Stop;

/** A place to type, with what is there at first. */
interface Stop {
  readonly number: number;
  readonly parts?: readonly Part[];
  readonly choices?: readonly string[];
  readonly transform?: { readonly find: RegExp; readonly format: string };
}

/** A snippet as an editor inserts it, with the defaults of its tab stops; throws where it is not in the grammar. */
export function filled(snippet: string): string {
  const parts = parse(snippet);
  const defaults = new Map<number, string>();
  const learn = (part: Part): void => {
    if (typeof part === 'string') return;
    part.parts?.forEach(learn);
    const own = part.choices?.[0] ?? part.parts?.map((it) => textOf(it, defaults)).join('');
    if (own !== undefined && !defaults.has(part.number)) defaults.set(part.number, own);
  };
  parts.forEach(learn);
  return parts.map((it) => textOf(it, defaults)).join('');
}

/** The numbers of the tab stops that have a default, each as often as it has one. */
export const numbers = (snippet: string): number[] =>
  parse(snippet).flatMap((it) => (typeof it !== 'string' && (it.parts || it.choices) ? [it.number] : []));

function textOf(part: Part, defaults: ReadonlyMap<number, string>): string {
  if (typeof part === 'string') return part;
  const text = defaults.get(part.number);
  if (text === undefined) throw new Error(`the tab stop ${part.number} has no default`);
  return part.transform ? text.replace(part.transform.find, part.transform.format) : text;
}

function parse(snippet: string): Part[] {
  let at = 0;
  const parts = any('');
  return parts;

  function any(end: string): Part[] {
    const found: Part[] = [];
    let text = '';
    while (at < snippet.length && snippet[at] !== end) {
      if (snippet[at] !== '$') {
        text += character();
        continue;
      }
      found.push(text, stop());
      text = '';
    }
    return [...found, text];
  }

  function character(): string {
    if (snippet[at] === '\\' && /[\\$}|,]/.test(snippet[at + 1] ?? '')) at++;
    return snippet[at++] ?? '';
  }

  function stop(): Stop {
    const plain = match(/\$(\d+)/y);
    if (plain) return { number: Number(plain[1]) };
    const [, number] = expect(/\$\{(\d+)/y);
    const begun = { number: Number(number) };
    if (match(/:/y)) {
      const inner = { ...begun, parts: any('}') };
      expect(/\}/y);
      return inner;
    }
    const choice = match(/\|((?:[^\\|,]|\\[\\|,])+(?:,(?:[^\\|,]|\\[\\|,])+)*)\|\}/y);
    if (choice) return { ...begun, choices: (choice[1] ?? '').split(/(?<!\\),/) };
    const transform = match(/\/((?:[^/\\]|\\.)+)\/([^/$\\}]*)\/([gimsuy]*)\}/y);
    if (!transform) expect(/\}/y);
    const [, find = '', format = '', options] = transform ?? [];
    return transform ? { ...begun, transform: { find: new RegExp(find, options), format } } : begun;
  }

  function match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = at;
    const found = pattern.exec(snippet);
    if (found) at = pattern.lastIndex;
    return found;
  }

  function expect(pattern: RegExp): RegExpExecArray {
    const found = match(pattern);
    if (!found) throw new Error(`no snippet at ${at}: ${snippet.slice(at, at + 40)}`);
    return found;
  }
}
