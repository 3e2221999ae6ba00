import type { Scalar } from './tree';

const mayBeTyped = new Set('~nNtTfF+-.0123456789');

/** What a plain scalar is in the core schema of YAML 1.2; a text where it is nothing else. */
export function plainValue(text: string): Scalar['value'] {
  if (!mayBeTyped.has(text.charAt(0))) return text;
  if (/^(?:~|[Nn]ull|NULL)$/.test(text)) return null;
  if (/^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/.test(text)) return /^[Tt]/.test(text);
  return number(text) ?? text;
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
