import assert from 'node:assert/strict';
import type { AnnotatedTextEdit, CreateFile, DeleteFile, TextDocumentEdit } from 'vscode-languageserver/node';
import type { Planned } from '../../server/src/lsp/planned';
import { applyEdits } from '../../server/src/text/edit';
import { LineIndex } from '../../server/src/text/line-index';
import { Client } from './client';

export type Files = Readonly<Record<string, string>>;

/** An editor on a folder with these files, once they are read. */
export async function inFolder(
  files: Files,
  run: (client: Client) => Promise<void>,
  capabilities = {},
  initializationOptions = {},
): Promise<void> {
  const client = new Client(files);
  try {
    await client.start({ capabilities, initializationOptions });
    await client.until(
      () => client.log.some((it) => / files with /.test(it)),
      () => 'the folder to be read',
    );
    await run(client);
  } finally {
    assert.equal(await client.stop(), 0);
  }
}

export const execute = <T>(client: Client, command: string, params: object): Promise<T> =>
  client.request('workspace/executeCommand', { command, arguments: [params] });

type Edit = Pick<Planned, 'edit'>;

/** The files that are created, or deleted. */
export const fileOperations = ({ edit }: Edit, kind: 'create' | 'delete') =>
  (edit.documentChanges ?? []).filter((it): it is CreateFile | DeleteFile => 'kind' in it && it.kind === kind);

export const edited = ({ edit }: Edit): TextDocumentEdit[] =>
  (edit.documentChanges ?? []).filter((it): it is TextDocumentEdit => 'textDocument' in it);

/** The text of a file once the edits are made. */
export function textAfter(result: Edit, uri: string, before: string): string {
  const lines = new LineIndex(before);
  const edits = edited(result)
    .filter((it) => it.textDocument.uri === uri)
    .flatMap((it) => it.edits as AnnotatedTextEdit[])
    .map(({ range, newText }) => ({
      span: { start: lines.offset(range.start), end: lines.offset(range.end) },
      newText,
    }));
  return applyEdits(before, edits);
}
