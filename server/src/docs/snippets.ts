import { snippets } from '../generate/scenarios/snippets';

/** The snippets file of the extension, as JSON. */
export function snippetsFile(): string {
  const contributed = snippets().map(({ prefix, title, description, body }) => [
    title,
    { prefix, description, body: body.trimEnd().split('\n') },
  ]);
  return `${JSON.stringify(Object.fromEntries(contributed), null, 2)}\n`;
}
