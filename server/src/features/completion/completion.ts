import type { TextEdit } from '../../text/edit';
import type { Span } from '../../text/span';

export type CompletionKind =
  | 'field'
  | 'enum'
  | 'kind'
  | 'gateway'
  | 'host'
  | 'subset'
  | 'port'
  | 'label'
  | 'namespace'
  | 'object'
  | 'snippet';

/** One thing that could be written at the cursor. */
export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** Behind the label, such as `Gateway in istio-system`. */
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  /** Exactly what is to be written, with its line breaks and indentation. */
  readonly insert: string;
  /** `insert` is a snippet, which may have tab stops: `$0` is the cursor. */
  readonly snippet: boolean;
  /** What `insert` takes the place of, in the file; never more than one line. */
  readonly replace: Span;
  /** What else has to change in the file with it; on other lines, or in front of `replace`. */
  readonly beside: readonly TextEdit[];
  /** Lower comes first; where it is the same, by the label. */
  readonly sort: number;
  /** There is something to complete right behind what is written. */
  readonly continues: boolean;
}

/** What could be written, before it is known how. */
export interface Candidate {
  readonly label: string;
  readonly kind: CompletionKind;
  readonly detail?: string;
  readonly documentation?: string;
  /** A number or a boolean: written without quotes. */
  readonly literal?: true;
  /** What is meant, where the label is not that itself. */
  readonly value?: string;
  /** What the mapping has to say under other keys, as it does not yet. */
  readonly beside?: Readonly<Record<string, string>>;
  readonly rank: number;
}
