import { type Severity, severities } from '../../workspace/settings';
import type { Report } from '../report';

export type FailOn = Severity | 'never';

export interface Circumstances {
  /** The text of a file that the report names. */
  readonly source: (file: string) => string;
  readonly failOn: FailOn;
  readonly colour: boolean;
}

/** Writes a report as text with a line break at its end, or as nothing. */
export type Format = (report: Report, circumstances: Circumstances) => string;

/** Whether a finding of this severity makes the run fail. */
export const failsOn = (failOn: FailOn, severity: Severity): boolean =>
  failOn !== 'never' && severities.indexOf(severity) <= severities.indexOf(failOn);

/** `1 error`, `2 warnings`. */
export const plural = (count: number, singular: string, several = `${singular}s`): string =>
  `${count} ${count === 1 ? singular : several}`;

/** `Checked 3 files (9 documents): 1 error, 2 warnings.` */
export function summaryLine({ summary, problems }: Report): string {
  const { files, documents, error, warning, information, hint } = summary;
  if (files === 0) return problems.length > 0 ? 'Nothing was checked.' : 'Nothing was checked: no YAML or JSON files.';
  const counts = [
    error > 0 && plural(error, 'error'),
    warning > 0 && plural(warning, 'warning'),
    information > 0 && plural(information, 'information', 'informations'),
    hint > 0 && plural(hint, 'hint'),
  ].filter((it) => it !== false);
  return `Checked ${plural(files, 'file')} (${plural(documents, 'document')}): ${counts.join(', ') || 'nothing found'}.`;
}

/** What each file has, in the order of its first one. */
export function byFile<T extends { readonly file: string }>(items: Iterable<T>): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const it of items) {
    const group = groups.get(it.file);
    if (group) group.push(it);
    else groups.set(it.file, [it]);
  }
  return groups;
}
