import { readEvents } from './event-reader';
import type { Reading } from './reading';
import { mask } from './template';
import { readTolerantly } from './tolerant';

export interface Parsed extends Reading {
  /** A template may put more fields into this document than can be seen. */
  readonly partial: boolean;
}

/** Reads one YAML document, half typed or broken as it may be. Never throws; offsets are relative to the text. */
export function parse(source: string): Parsed {
  const { text, partial } = mask(source);
  const { root, errors } = readEvents(source, text) ?? readTolerantly(source, text);
  return { root, errors, partial };
}
