import { commands, type Disposable, type QuickPickItem, QuickPickItemKind, Uri, workspace } from 'vscode';
import type { GuideSection } from '../../server/src/generate/guide';
import { wrap } from '../../server/src/text/wrap';
import { type Answer, choose, type Place } from './steps';

const scheme = 'istio-egress-guide';
const pages = new Map<string, string>();

/** Makes pages of Markdown that are in no file readable. */
export const registerGuides = (): Disposable =>
  workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) => pages.get(uri.path) ?? '',
  });

/** Shows what is to be known beside what is being edited. */
export async function showGuide(subject: string, guide: readonly GuideSection[]): Promise<void> {
  const sections = guide.map(({ title, lines }) => `## ${title}\n\n${lines.map((it) => `- ${it}`).join('\n')}\n`);
  const path = `/Egress of ${subject.replaceAll(/[^\w.,*-]+/g, ' ')}.md`;
  pages.set(path, `# Egress of ${subject}\n\n${sections.join('\n')}`);
  await commands.executeCommand('markdown.showPreviewToSide', Uri.from({ scheme, path }));
}

/** Has what is to be known read as a step among others, from which there is only the way back. */
export async function readGuide(
  place: Place,
  subject: string,
  guide: readonly GuideSection[],
): Promise<Answer<unknown>> {
  const page: QuickPickItem = { label: '$(open-preview) Open beside' };
  const items = guide.flatMap(({ title, lines }): QuickPickItem[] => [
    { label: '', kind: QuickPickItemKind.Separator },
    { label: title },
    ...lines.flatMap(itemsOf),
  ]);
  const title = 'What to know';
  const answer = await choose({ ...place, title, items: [page, ...items], placeholder: 'Enter leads back' });
  if (answer && answer !== 'back' && answer.value === page) await showGuide(subject, guide);
  return answer;
}

/** A paragraph as the lines of a list. */
const itemsOf = (paragraph: string): QuickPickItem[] =>
  wrap(paragraph.replaceAll('`', ''), '', 74)
    .split('\n')
    .map((line, index) => ({ label: index === 0 ? `$(circle-small-filled) ${line}` : `$(blank) ${line}` }));
