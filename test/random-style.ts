import type { Plain, Value } from './mutations/plain';
import { randomNumbers } from './random-mesh';

/** How a file is written, beside what it says. */
export interface Style {
  readonly seed: number;
  readonly lineEnd: '\n' | '\r\n';
  /** Of a hundred lines or ends of lines, how many have a comment, each another one. */
  readonly comments: number;
}

/** The objects as somebody writes them who has habits of his own; always the same for the same style. */
export function written(objects: readonly Plain[], { seed, lineEnd, comments }: Style): string {
  const random = randomNumbers(seed);
  const chance = (percent: number): boolean => random(100) < percent;
  const pick = <T>(items: readonly T[]): T => items[random(items.length)] as T;
  const step = pick([2, 2, 4]);
  const dash = pick([0, 0, step]);
  const flowShare = pick([0, 20, 60]);
  const spreadShare = pick([0, 0, 15]);
  const quotes = pick([5, 30]);
  const bracket = pick(['', ' ']);
  let count = 0;
  const comment = (): string => `# note ${++count}.`;
  const behind = (): string => (chance(comments) ? ` ${comment()}` : chance(3) ? '  ' : '');
  const above = (width: number): string[] => {
    if (chance(comments)) return [' '.repeat(width) + comment()];
    return chance(4) ? [''] : [];
  };

  const text = (value: string): string => {
    const isPlain = /^[A-Za-z][\w./-]*$/.test(value) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(value);
    if (isPlain && !chance(quotes)) return value;
    return chance(50) && !value.includes("'") ? `'${value}'` : JSON.stringify(value);
  };
  const scalar = (value: Value): string => (typeof value === 'string' ? text(value) : String(value));
  const key = (name: string): string => (/^[A-Za-z][\w./-]*$/.test(name) && !chance(quotes / 5) ? name : `"${name}"`);
  const isCollection = (value: Value): value is Value[] | Plain => typeof value === 'object' && value !== null;

  const flow = (value: Value): string => {
    if (!isCollection(value)) return scalar(value);
    const parts = Array.isArray(value)
      ? value.map(flow)
      : Object.entries(value).map(([name, it]) => `${key(name)}: ${flow(it)}`);
    const [open, close] = Array.isArray(value) ? '[]' : '{}';
    return parts.length === 0 ? `${open}${close}` : `${open}${bracket}${parts.join(', ')}${bracket}${close}`;
  };
  /** In brackets, each on a line of its own. */
  const spread = (value: Value[] | Plain, width: number): string[] => {
    const parts = Array.isArray(value)
      ? value.map(flow)
      : Object.entries(value).map(([name, it]) => `${key(name)}: ${flow(it)}`);
    const [open = '', close = ''] = Array.isArray(value) ? '[]' : '{}';
    const comma = chance(30) ? ',' : '';
    const inner = ' '.repeat(width + step);
    return [
      open + behind(),
      ...parts.map((it, index) => `${inner}${it}${index < parts.length - 1 ? ',' : comma}${behind()}`),
      `${' '.repeat(width)}${close}${behind()}`,
    ];
  };
  const isInline = (value: Value): boolean =>
    !isCollection(value) || Object.keys(value).length === 0 || chance(flowShare);

  const block = (value: Value[] | Plain, width: number, isFirst = false): string[] => {
    const indent = ' '.repeat(width);
    if (Array.isArray(value))
      return value.flatMap((it) => {
        if (!isCollection(it) || isInline(it)) return [...above(width), `${indent}- ${flow(it)}${behind()}`];
        const lines = block(it, width + 2, true);
        return [...above(width), `${indent}- ${(lines[0] ?? '').trimStart()}`, ...lines.slice(1)];
      });
    return Object.entries(value).flatMap(([name, it], index) => {
      const before = isFirst && index === 0 ? [] : above(width);
      if (isCollection(it) && Object.keys(it).length > 0 && chance(spreadShare)) {
        const [opened, ...rest] = spread(it, width);
        return [...before, `${indent}${key(name)}: ${opened}`, ...rest];
      }
      if (!isCollection(it) || isInline(it)) return [...before, `${indent}${key(name)}: ${flow(it)}${behind()}`];
      return [...before, `${indent}${key(name)}:${behind()}`, ...block(it, width + (Array.isArray(it) ? dash : step))];
    });
  };

  const separator = (): string[] => [`---${behind()}`];
  const lines = objects.flatMap((it, index) => [...(index > 0 || chance(30) ? separator() : []), ...block(it, 0)]);
  return lines.join(lineEnd) + (chance(85) ? lineEnd : '');
}
