import type { TextDocumentContentChangeEvent } from 'vscode-languageserver/node';
import { LineIndex } from '../text/line-index';

/** A document that is open in the editor: its text wins over what is on disk. */
export interface OpenDocument {
  /** As the editor writes it. */
  readonly uri: string;
  readonly version: number;
  readonly text: string;
}

/** The text after the changes, in their order. */
export function changed(text: string, changes: readonly TextDocumentContentChangeEvent[]): string {
  let result = text;
  for (const change of changes) {
    if (!('range' in change)) {
      result = change.text;
      continue;
    }
    const lines = new LineIndex(result);
    result =
      result.slice(0, lines.offset(change.range.start)) + change.text + result.slice(lines.offset(change.range.end));
  }
  return result;
}
