import type { Problem } from '../disk';
import { type DocumentFinding, Findings, fixesOf } from '../features/findings';
import type { Document } from '../model/document';
import { kindDefinition } from '../model/kinds';
import { namespaceLabel } from '../model/namespace';
import { LineIndex } from '../text/line-index';
import type { Place } from '../workspace/mesh';
import type { Severity } from '../workspace/settings';
import { parse } from '../yaml/parse';
import { type Node, pathText } from '../yaml/tree';
import type { Input } from './input';
import { pathAt } from './path-at';

/** Lines and columns are 1-based, columns in UTF-16 code units, the end is behind the last one. */
export interface Range {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

/** A place in a file, whose name is relative to the working directory, with `/`. */
export interface FilePlace {
  readonly file: string;
  readonly range: Range;
}

export interface ReportedFinding extends FilePlace {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** `null` for a finding about a document as a whole. */
  readonly resource: {
    readonly apiVersion: string;
    readonly kind: string;
    /** `null` for an object that belongs to none. */
    readonly namespace: string | null;
    readonly name: string;
  } | null;
  /** Of the field, relative to the object, such as `spec.gateways[0]`; `null` without one. */
  readonly path: string | null;
  readonly related: readonly (FilePlace & { readonly message: string })[];
  readonly aliases: readonly string[];
  readonly fixes: readonly {
    readonly title: string;
    readonly safe: boolean;
    readonly edits: readonly (FilePlace & { readonly newText: string })[];
  }[];
}

/** The result of `check` as data: what `--format json` prints, and what every other format is made from. */
export interface Report {
  readonly version: 1;
  readonly problems: readonly Problem[];
  readonly findings: readonly ReportedFinding[];
  readonly summary: Readonly<Record<Severity | 'files' | 'documents', number>>;
}

/** Checks everything that was read. A rule that fails is a problem of the file, and the others still hold. */
export function reportOn(input: Input, onFile: (checked: number) => void): Report {
  const { workspace, files, documents } = input;
  const problems = [...input.problems];
  const reporter = new Reporter(input);
  let current = '';
  const findings = new Findings(workspace, (rule, error) =>
    problems.push({
      file: input.show(current),
      message: `The rule ${rule.id} failed, which is our mistake: ${error}.`,
    }),
  );
  const found: ReportedFinding[] = [];
  let checked = 0;
  findings.settle((path) => {
    current = path;
    onFile(++checked);
  });
  for (const path of workspace.paths()) found.push(...findings.of(path).map((it) => reporter.finding(it)));
  const count = (severity: Severity): number => found.filter((it) => it.severity === severity).length;
  const summary = {
    files,
    documents,
    error: count('error'),
    warning: count('warning'),
    information: count('information'),
    hint: count('hint'),
  };
  return { version: 1, problems, findings: found, summary };
}

/** Puts findings into the words of files, lines and columns. */
class Reporter {
  readonly #input: Input;
  readonly #lines = new Map<string, LineIndex>();
  readonly #roots = new Map<Document, Node | undefined>();

  constructor(input: Input) {
    this.#input = input;
  }

  finding(finding: DocumentFinding): ReportedFinding {
    const { rule, severity, message, object, related = [] } = finding;
    return {
      rule: rule.id,
      severity,
      message,
      ...this.#place(finding),
      resource: object
        ? {
            apiVersion: object.resource.apiVersion,
            kind: object.resource.type,
            namespace: isClusterWide(object.resource) ? null : namespaceLabel(object.namespace),
            name: object.name,
          }
        : null,
      path: this.#fieldPath(finding),
      related: related.map((it) => ({ ...this.#place(it), message: it.message })),
      aliases: rule.aliases ?? [],
      fixes: fixesOf(finding).map(({ title, safe, edits }) => ({
        title,
        safe,
        edits: edits.map((it) => ({ ...this.#place(it), newText: it.newText })),
      })),
    };
  }

  #place(place: Place): FilePlace {
    const { path, span } = this.#input.workspace.locate(place);
    const lines = this.#lines.get(path) ?? new LineIndex(this.#input.workspace.text(path));
    this.#lines.set(path, lines);
    const at = (offset: number) => {
      const { line, character } = lines.position(offset);
      return { line: line + 1, column: character + 1 };
    };
    return { file: this.#input.show(path), range: { start: at(span.start), end: at(span.end) } };
  }

  #fieldPath({ document, object, span }: DocumentFinding): string | null {
    if (!object) return null;
    if (!this.#roots.has(document)) this.#roots.set(document, parse(document.text).root);
    const path = pathAt(this.#roots.get(document), span);
    return pathText(path.slice(object.resource.path.length)) || null;
  }
}

const isClusterWide = ({ apiVersion, type }: { readonly apiVersion: string; readonly type: string }): boolean =>
  kindDefinition(apiVersion, type)?.clusterWide === true;
