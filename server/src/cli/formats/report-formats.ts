import { reportCsv } from './report-csv';
import type { ReportFormat } from './report-format';
import { reportJson } from './report-json';
import { reportMarkdown } from './report-markdown';
import { reportText } from './report-text';

/** By the names that `report --format` knows. */
export const reportFormats = {
  text: reportText,
  markdown: reportMarkdown,
  csv: reportCsv,
  json: reportJson,
} as const satisfies Readonly<Record<string, ReportFormat>>;

export const isReportFormat = (name: string): name is keyof typeof reportFormats => Object.hasOwn(reportFormats, name);
