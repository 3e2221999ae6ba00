import type { Fix } from '../generate/edit';
import type { Document } from '../model/document';
import type { Kind } from '../model/kinds';
import type { Located, Span } from '../text/span';
import type { Failure } from '../trace/failures';
import type { Mesh, MeshObject, Place } from '../workspace/mesh';
import type { Severity } from '../workspace/settings';
import type { Path } from '../yaml/tree';
import type { Ignore } from './ignores';

/** Something that a rule has found. Its span is in the document that was checked. */
export interface Finding {
  readonly span: Span;
  /** What happens to the traffic, with the resolved names; one or two sentences. */
  readonly message: string;
  /** Where that is not the rule's own. */
  readonly severity?: Severity;
  readonly related?: readonly (Place & { readonly message: string })[];
  /** Best first. Asked for only when somebody looks at them. */
  readonly fixes?: () => readonly Fix[];
}

/** A workspace as one string, see test/fixture.ts. */
export interface Example {
  readonly title: string;
  /** Carets mark what the rule finds; without carets it finds nothing. */
  readonly source: string;
  /** What the first fix leaves of the files that it changes, as in `source`; of one file without its path. */
  readonly fixed?: string;
}

/** A line of carets in the source of an example. */
export const carets = /^#? *\^+/m;

interface RuleText {
  /** Also the name of the file, the heading of the page and the key in the settings. */
  readonly id: string;
  readonly severity: Severity;
  /** One line: what is wrong. */
  readonly summary: string;
  /** What Istio does, and why it is not what was meant. */
  readonly rationale: string;
  /** A page that says so. */
  readonly reference: string;
  /** Codes of `istioctl analyze` (IST) and Kiali (KIA) that mean the same. */
  readonly aliases?: readonly string[];
  readonly examples: readonly [Example, ...Example[]];
}

export interface ObjectRule<K extends Kind = Kind> extends RuleText {
  readonly on: readonly K[];
  check(object: MeshObject<K>, mesh: Mesh): Iterable<Finding>;
}

/** A rule about the document itself, whatever is in it. */
export interface DocumentRule extends RuleText {
  readonly on: 'document';
  check(document: Document): Iterable<Finding>;
}

/** Something that goes wrong with requests, at the part of an object that is to be mended. */
export interface FailureFinding extends Omit<Finding, 'span'> {
  readonly object: MeshObject;
  /** In the object; a field that isn't written is where its nearest parent is. */
  readonly path: Path;
}

/**
 * A rule about requests to a host outside that go wrong. Of each such request the first of these rules that explains it
 * has the word.
 */
export interface FailureRule extends RuleText {
  readonly on: 'failure';
  /** It has the word only where no other rule says that an object with a part in the failure cannot be as it is. */
  readonly last?: true;
  /** What is to be mended; `undefined` for what goes wrong otherwise. */
  explain(failure: Failure, mesh: Mesh): FailureFinding | undefined;
}

/** A rule about the comments that silence the others, asked when those have spoken. */
export interface IgnoreRule extends RuleText {
  readonly on: 'ignore';
  /** `unused` are those of its ids that silence nothing, `ids` those that there are. */
  check(ignore: Ignore, unused: readonly Located<string>[], ids: readonly string[]): Iterable<Finding>;
}

export type Rule = ObjectRule | DocumentRule | FailureRule | IgnoreRule;

export const defineRule = <K extends Kind>(rule: ObjectRule<K>): Rule => rule as unknown as ObjectRule;
export const defineFailureRule = (rule: Omit<FailureRule, 'on'>): Rule => ({ ...rule, on: 'failure' });
export const defineIgnoreRule = (rule: Omit<IgnoreRule, 'on'>): Rule => ({ ...rule, on: 'ignore' });
export const defineDocumentRule = (rule: DocumentRule): Rule => rule;
