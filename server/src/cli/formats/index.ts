import type { Format } from './format';
import { github } from './github';
import { json } from './json';
import { junit } from './junit';
import { markdown } from './markdown';
import { sarif } from './sarif';
import { text } from './text';

/** By the names that `--format` knows. */
export const formats = { text, json, sarif, junit, github, markdown } as const satisfies Readonly<
  Record<string, Format>
>;

export const isFormat = (name: string): name is keyof typeof formats => Object.hasOwn(formats, name);
