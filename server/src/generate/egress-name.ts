/**
 * `egress-edition-cnn-com` for `edition.cnn.com`. A long host is cut, as what follows `egress-` is also a subset's name, and
 * the whole with `-istio` behind it that of a Service.
 */
export function egressName(host: string): string {
  const words = host
    .toLowerCase()
    .replace(/^\*\./, 'wildcard-')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `egress-${words.length > maximumWords ? `${words.slice(0, maximumWords - 9)}-${checksum(host)}` : words}`;
}

/** RFC 1123. */
const maximumLabel = 63;
const maximumWords = maximumLabel - 'egress-'.length - '-istio'.length;

/** Eight hexadecimal digits that keep hosts apart whose names begin alike (FNV-1a). */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
