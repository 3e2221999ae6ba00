/** Half-open range of UTF-16 offsets, counted from the start of one YAML document. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A value and the place where it is written. */
export interface Located<T> {
  readonly value: T;
  readonly span: Span;
}

/** Whether an offset lies in the span or at one of its ends, as a cursor does. */
export const touches = (span: Span, offset: number): boolean => span.start <= offset && offset <= span.end;

/** Whether two spans share a character, or one is an empty span at or inside the other. */
export const overlaps = (a: Span, b: Span): boolean => a.start <= b.end && b.start <= a.end;
