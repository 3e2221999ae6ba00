import type { Scalar } from './tree';

const words = new Map<string, boolean | null>([
  ...['~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
]);
const longestWord = 5;
const beginsNumber = new Set('+-.0123456789');

/** Words that are `true` and `false` in YAML 1.1, which kubectl, Helm and Istio read, and texts in YAML 1.2. */
// go.yaml.in/yaml/v2 resolve.go resolveMapList
export const booleanOfYaml11 = /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;

/** What a plain scalar is in the core schema of YAML 1.2: a text where it is nothing else. */
export function plainValue(text: string): Scalar['value'] {
  const word = text.length <= longestWord ? words.get(text) : undefined;
  if (word !== undefined) return word;
  return beginsNumber.has(text.charAt(0)) ? (number(text) ?? text) : text;
}

function number(text: string): number | undefined {
  if (/^[-+]?[0-9]+$/.test(text)) return Number.parseInt(text, 10);
  if (/^0o[0-7]+$/.test(text)) return Number.parseInt(text.slice(2), 8);
  if (/^0x[0-9a-fA-F]+$/.test(text)) return Number.parseInt(text.slice(2), 16);
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(text)) return Number.parseFloat(text);
  if (/^(?:\.nan|\.NaN|\.NAN)$/.test(text)) return Number.NaN;
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return undefined;
}
