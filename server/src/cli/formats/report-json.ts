import type { ReportFormat } from './report-format';

export const reportJson: ReportFormat = (data) => `${JSON.stringify(data, null, 2)}\n`;
