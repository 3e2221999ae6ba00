import type { Span } from '../text/span';
import type { Path } from '../yaml/tree';
import type { Type } from './type';

/** Something that the API server refuses or drops, as data; the words are the rule's. */
export type FieldProblem = SnakeCaseField | UnknownField | WrongValue | WrongType;

interface Place {
  readonly path: Path;
  readonly span: Span;
}

/** A field in the spelling of protocol buffers, which istioctl takes and the API server does not. At the key. */
export interface SnakeCaseField extends Place {
  readonly problem: 'snake-case';
  /** Its name in the API. */
  readonly field: string;
}

/** At the key. */
export interface UnknownField extends Place {
  readonly problem: 'unknown-field';
  /** Fields with a similar name that may stand here and do not yet, the most similar first. */
  readonly suggestions: readonly string[];
  /** Where a field of just this name may stand, one level up or down; an item of a list is given as its first. */
  readonly elsewhere: readonly Path[];
}

/** Not one of the values that are allowed. At the value. */
export interface WrongValue extends Place {
  readonly problem: 'enum';
  readonly value: string;
  readonly allowed: readonly string[];
  readonly suggestion?: string;
}

/** At the value, or at its key where the value is a mapping or a list. */
export interface WrongType extends Place {
  readonly problem: 'type';
  readonly expected: Type['kind'];
  readonly found: Found;
}

export type Found = 'mapping' | 'list' | 'string' | 'number' | 'boolean';
