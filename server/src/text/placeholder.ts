/**
 * Values that somebody will fill in later: `{{ .Values.host }}`, `${HOST}`, `$HOST`, `<host>`, `((host))`, `__HOST__`,
 * `@HOST@`, and a whole value in capitals such as `SERVICE_URL`. What such a value will be is unknown, never wrong.
 */
// the bounds keep the cost of a hostile text that opens many and closes none in proportion to its length
const placeholder =
  /\{\{[\s\S]{0,500}?\}\}|\$\{[^}]{0,200}\}|\$\([^)]{0,200}\)|\$[A-Za-z_]\w*|<[^<>\s][^<>]{0,200}>|\(\([^)]{0,200}\)\)|__[A-Za-z]\w{0,100}?__|@[A-Z][A-Z0-9_]{0,100}@/g;
/** Most values have none of the characters that a placeholder begins with. */
const mayHave = /[{$<(@_]/;
const capitals = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/;

/** What Istio itself writes in capitals: the values of its enumerations, and a protocol. Nobody is to fill these in. */
const istioWords: ReadonlySet<string> = new Set([
  ...['ISTIO_MUTUAL', 'OPTIONAL_MUTUAL', 'AUTO_PASSTHROUGH'],
  ...['TLS_AUTO', 'TLSV1_0', 'TLSV1_1', 'TLSV1_2', 'TLSV1_3'],
  ...['MESH_EXTERNAL', 'MESH_INTERNAL', 'DNS_ROUND_ROBIN', 'DYNAMIC_DNS', 'HTTP_PROXY'],
  ...['REGISTRY_ONLY', 'ALLOW_ANY', 'ALLOW_ANY_DYNAMIC_DNS'],
  ...['ROUND_ROBIN', 'LEAST_CONN', 'LEAST_REQUEST', 'DO_NOT_UPGRADE'],
  ...['FROM_PROTOCOL_DEFAULT', 'FROM_REQUEST_PORT', 'UNSPECIFIED_POLICY'],
]);

export const hasPlaceholder = (value: string): boolean =>
  (mayHave.test(value) && value.search(placeholder) >= 0) || isInCapitals(value);

const isInCapitals = (value: string): boolean => capitals.test(value) && !istioWords.has(value);

/** Whether the two could be the same once their placeholders are filled in. */
export function couldEqual(a: string, b: string): boolean {
  if (a === b) return true;
  const unknownA = hasPlaceholder(a);
  const unknownB = hasPlaceholder(b);
  if (unknownA && unknownB) return true;
  if (unknownA) return fits(a, b);
  return unknownB && fits(b, a);
}

/** Compares what stands before, between and after the placeholders, without a regular expression made of foreign text. */
function fits(template: string, value: string): boolean {
  if (isInCapitals(template)) return true;
  const parts = template.split(placeholder);
  const last = parts.pop() ?? '';
  const first = parts.shift() ?? '';
  if (!value.startsWith(first) || !value.endsWith(last) || value.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of parts) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= value.length - last.length;
}
