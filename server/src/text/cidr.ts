/** An address, or a range of them: a number, how many bits it has, and how many of them count. */
interface Network {
  readonly number: bigint;
  readonly size: 32 | 128;
  readonly bits: number;
}

/** Whether it is an IP address, and neither a name nor a range. */
export const isAddress = (text: string): boolean => (parseIPv4(text) ?? parseIPv6(text)) !== undefined;

/** Whether it is an IP address, or a range of them. */
export const isRange = (text: string): boolean => parse(text) !== undefined && /^[^/]*(?:\/\d+)?$/.test(text);

/** Whether an address lies in a CIDR range such as `10.1.0.0/16` or `2001:db8::/32`, or is the address that it is. */
export function inRange(address: string | undefined, range: string): boolean {
  if (address === undefined) return false;
  if (address === range) return true;
  const one = parse(address);
  const all = parse(range);
  return (
    one !== undefined && all !== undefined && one.size === all.size && prefix(one, all.bits) === prefix(all, all.bits)
  );
}

/** The length of the range's prefix: all bits for a single address, and for what is neither. */
export function rangeBits(range: string): number {
  return parse(range)?.bits ?? 32;
}

/** The range in one spelling, whatever its insignificant bits say; as it is where it is none. */
export function normalRange(range: string): string {
  const network = parse(range);
  return network ? `${prefix(network, network.bits)}/${network.bits} of ${network.size}` : range;
}

const prefix = ({ number, size }: Network, bits: number): bigint => number >> BigInt(size - bits);

function parse(written: string): Network | undefined {
  const [address = '', length] = written.split('/');
  const known = parseIPv4(address) ?? parseIPv6(address);
  if (!known) return undefined;
  const bits = length === undefined ? known.size : Number(length);
  return Number.isInteger(bits) && bits >= 0 && bits <= known.size ? { ...known, bits } : undefined;
}

function parseIPv4(address: string): Omit<Network, 'bits'> | undefined {
  const parts = address.split('.');
  if (parts.length !== 4 || !parts.every((it) => /^\d{1,3}$/.test(it) && Number(it) < 256)) return undefined;
  return { number: parts.reduce((sum, it) => (sum << 8n) | BigInt(it), 0n), size: 32 };
}

function parseIPv6(address: string): Omit<Network, 'bits'> | undefined {
  const [, first = '', last = ''] = /^(.*:)([^:]+\..*)$/.exec(address) ?? [];
  const end = last === '' ? undefined : parseIPv4(last)?.number;
  if (end !== undefined) return parseIPv6(`${first}${(end >> 16n).toString(16)}:${(end & 0xffffn).toString(16)}`);
  const [head = '', tail, ...others] = address.split('::');
  if (!address.includes(':') || others.length > 0) return undefined;
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array.from({ length: missing }, () => '0'), ...right];
  if (!groups.every((it) => /^[\da-f]{1,4}$/i.test(it))) return undefined;
  return { number: groups.reduce((sum, it) => (sum << 16n) | BigInt(`0x${it}`), 0n), size: 128 };
}
