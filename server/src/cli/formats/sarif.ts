import { version } from '../../../../package.json';
import { problemLine } from '../../disk';
import { rules } from '../../rules';
import type { Rule } from '../../rules/rule';
import type { Severity } from '../../workspace/settings';
import type { FilePlace, Range, Report, ReportedFinding } from '../report';
import { byFile, type Format } from './format';

const levels: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** SARIF 2.1.0, as GitHub's code scanning and others read it. */
export const sarif: Format = (report) => {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Istio Egress', semanticVersion: version, rules: rules.map(descriptor) } },
        columnKind: 'utf16CodeUnits',
        invocations: [invocation(report)],
        results: report.findings.map(result),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
};

const descriptor = ({ id, severity, summary, rationale, reference, aliases = [] }: Rule) => ({
  id,
  shortDescription: { text: summary },
  fullDescription: { text: rationale },
  help: { text: `${rationale}\n\nSee ${reference}` },
  helpUri: reference,
  defaultConfiguration: { level: levels[severity] },
  properties: { tags: ['istio', 'egress', ...aliases] },
});

const invocation = ({ problems }: Report) => ({
  executionSuccessful: problems.length === 0,
  toolExecutionNotifications: problems.map((it) => ({ level: 'error', message: { text: problemLine(it) } })),
});

const result = ({ rule, severity, message, resource, path, related, fixes, ...place }: ReportedFinding) => ({
  ruleId: rule,
  ruleIndex: rules.findIndex((it) => it.id === rule),
  level: levels[severity],
  message: { text: message },
  locations: [
    {
      physicalLocation: physicalLocation(place),
      ...(resource ? { logicalLocations: [logicalLocation(resource, path)] } : {}),
    },
  ],
  relatedLocations: related.map((it, id) => ({
    id,
    physicalLocation: physicalLocation(it),
    message: { text: it.message },
  })),
  fixes: fixes.map(({ title, edits }) => ({
    description: { text: title },
    artifactChanges: [...byFile(edits)].map(([file, own]) => ({
      artifactLocation: { uri: uri(file) },
      replacements: own.map((it) => ({ deletedRegion: region(it.range), insertedContent: { text: it.newText } })),
    })),
  })),
});

const physicalLocation = ({ file, range }: FilePlace) => ({
  artifactLocation: { uri: uri(file) },
  region: region(range),
});

const logicalLocation = ({ kind, namespace, name }: NonNullable<ReportedFinding['resource']>, path: string | null) => ({
  name,
  fullyQualifiedName: `${kind} ${namespace === null ? '' : `${namespace}/`}${name}${path === null ? '' : ` ${path}`}`,
  kind: 'object',
});

const region = ({ start, end }: Range) => ({
  startLine: start.line,
  startColumn: start.column,
  endLine: end.line,
  endColumn: end.column,
});

/** A file name as a relative reference: what means something in a URI is escaped. */
const uri = (file: string): string => file.split('/').map(encodeURIComponent).join('/');
