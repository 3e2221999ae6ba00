import { nearest } from '../text/nearest';
import { hasPlaceholder } from '../text/placeholder';
import { booleanOfYaml11 } from '../yaml/plain';
import type { Scalar } from '../yaml/tree';
import type { WrongType, WrongValue } from './problem';
import type { Type } from './type';

type ScalarProblem = Omit<WrongValue, 'path' | 'span'> | Omit<WrongType, 'path' | 'span'>;

/** Whether somebody will write something else there: a placeholder, or the dots by which examples leave something out. */
export const isUnknown = (written: string): boolean => hasPlaceholder(written) || /^\s*(?:\.{3}|…)/.test(written);

/** What is wrong with a scalar where that type is expected, if anything; what is yet unknown may become anything. */
export function scalarProblem(scalar: Scalar, type: Type): ScalarProblem | undefined {
  const { value } = scalar;
  if (value === null) return undefined;
  if (type.kind === 'string' && type.values && !type.open) return enumProblem(String(value), type.values);
  if (fits(scalar, type.kind) || (typeof value === 'string' && isUnknown(value))) return undefined;
  const found = isBooleanOfYaml11(scalar) ? 'boolean' : (typeof value as 'string' | 'number' | 'boolean');
  return { problem: 'type', expected: type.kind, found };
}

// Kubernetes reads YAML 1.1, where these are no strings
const numberOfYaml11 = /^[-+]?(?:[0-9][0-9_]*|0b[01_]+|0x[0-9a-f_]+)$/i;

const isBooleanOfYaml11 = ({ value, style }: Scalar): boolean =>
  style === 'plain' && typeof value === 'string' && booleanOfYaml11.test(value);

function fits(scalar: Scalar, kind: Type['kind']): boolean {
  const { value, style } = scalar;
  const plain = style === 'plain' && typeof value === 'string' ? value : '';
  switch (kind) {
    case 'any':
      return true;
    case 'string':
      return typeof value === 'string' && !isBooleanOfYaml11(scalar);
    case 'text-or-number':
      return typeof value !== 'boolean' && !isBooleanOfYaml11(scalar);
    case 'boolean':
      return typeof value === 'boolean' || isBooleanOfYaml11(scalar);
    case 'number':
      return typeof value === 'number' || numberOfYaml11.test(plain);
    case 'integer':
      return Number.isInteger(value) || numberOfYaml11.test(plain);
    default:
      return false;
  }
}

function enumProblem(value: string, allowed: readonly string[]): ScalarProblem | undefined {
  if (allowed.includes(value)) return undefined;
  const suggestion = allowed.find((it) => letters(it) === letters(value)) ?? nearest(value, allowed)[0];
  if (isUnknown(value)) {
    // a name in capitals counts as a placeholder, but Istio's own values are written so too: it may be a misspelt one
    const onlyCapitals = !isUnknown(` ${value}`);
    if (!onlyCapitals || !suggestion) return undefined;
  }
  return { problem: 'enum', value, allowed, ...(suggestion && { suggestion }) };
}

const letters = (value: string): string => value.toUpperCase().replace(/[^A-Z0-9]/g, '');
