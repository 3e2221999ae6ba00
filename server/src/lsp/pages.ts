import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rules } from '../rules';

/** The extension brings the pages; the server alone may be without them. */
const folder = join(__dirname, '..', 'docs', 'rules');

const pages = new Map(
  rules.map(({ id, reference }) => {
    const file = join(folder, `${id}.md`);
    return [id, existsSync(file) ? pathToFileURL(file).href : reference];
  }),
);

/** Where a rule is explained: its own page, else the page of Istio's that it rests on. */
export const rulePage = (id: string): string =>
  pages.get(id) ?? 'https://istio.io/latest/docs/reference/config/networking/';
