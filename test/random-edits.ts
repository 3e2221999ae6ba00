/** One step of a random history: a file and its whole new text. */
export interface RandomEdit {
  readonly number: number;
  readonly path: string;
  readonly text: string;
}

/**
 * A history of edits as people and tools make them: lines deleted, doubled, cut off, indented, documents split and files
 * replaced. Always the same for the same input.
 */
export function* randomEdits(seeds: readonly string[], paths: readonly string[], count: number): Iterable<RandomEdit> {
  let state = 42;
  const random = (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
  const pick = <T>(items: readonly T[]): T => items[random(items.length)] as T;
  const files = new Map(paths.map((path) => [path, `${pick(seeds)}---\n${pick(seeds)}`]));
  const changes: readonly ((lines: string[], at: number) => void)[] = [
    (lines, at) => lines.splice(at, 1),
    (lines, at) =>
      lines.splice(
        at,
        0,
        pick(['---', '# note', '  host: x', '{{- if .Values.on }}', 'resources: [ ../a.yaml ]', pick(lines)]),
      ),
    (lines, at) => lines.splice(at, 1, (lines[at] ?? '').slice(0, random(20))),
    (lines, at) => lines.splice(at, 1, `  ${lines[at] ?? ''}`),
    (lines, at) =>
      lines.splice(
        at,
        1,
        (lines[at] ?? '').replace(/[a-z]+/, () => pick(['mesh', 'egress', 'shop', '${HOST}', '*.example'])),
      ),
    (lines) => lines.splice(0, lines.length, ...pick(seeds).split('\n')),
  ];
  for (let number = 1; number <= count; number++) {
    const path = pick(paths);
    const lines = (files.get(path) ?? '').split('\n');
    pick(changes)(lines, random(lines.length));
    const text = lines.join('\n');
    files.set(path, text);
    yield { number, path, text };
  }
}
