import { type DocumentEdit, type Fix, fix, hasField, insertInto, removeFields, replace } from '../generate/edit';
import type { Section } from '../model/virtual-service';
import type { Hop } from '../trace/answer';
import type { HopServer } from './hop-server';
import { modeOf } from './hop-tls';

/** How a server takes what is sent to it. */
interface Way {
  readonly protocol: string;
  /** Of TLS; `undefined` for none. */
  readonly mode?: string;
  /** To end a title with. */
  readonly text: string;
}

const ways: readonly (Way & { readonly sent: Sent; readonly section: Section })[] = [
  { sent: 'plaintext', section: 'http', protocol: 'HTTP', text: 'read HTTP' },
  { sent: 'plaintext', section: 'tcp', protocol: 'TCP', text: 'read TCP' },
  { sent: 'application', section: 'tls', protocol: 'TLS', mode: 'PASSTHROUGH', text: 'pass TLS on' },
  { sent: 'mesh', section: 'http', protocol: 'HTTPS', mode: 'ISTIO_MUTUAL', text: 'end the mesh’s own TLS' },
  { sent: 'mesh', section: 'tcp', protocol: 'TLS', mode: 'ISTIO_MUTUAL', text: 'end the mesh’s own TLS' },
];

/** Plaintext, the TLS of the application, that of the mesh, or other TLS. */
type Sent = 'plaintext' | 'application' | 'mesh' | 'other';

function sentBy(sender: Hop): Sent {
  const mode = modeOf(sender);
  if (mode === 'ISTIO_MUTUAL') return 'mesh';
  if (mode) return 'other';
  return sender.wire.layers.includes('application') ? 'application' : 'plaintext';
}

/** The section of the rules that a gateway follows for what a proxy sends it by a rule of one. */
export const sectionBehind = (sender: Hop, section: Section): Section =>
  section === 'tls' && sentBy(sender) === 'mesh' ? 'tcp' : section;

/** The fix that lets a server take what a proxy sends it, and follow the rules of that section. */
export function letServerTake(server: HopServer, sender: Hop, section: Section): Fix[] {
  const sent = sentBy(sender);
  const way = ways.find((it) => it.sent === sent && it.section === section);
  const edits = way ? editsFor(server, way) : [];
  return way && edits.length > 0 ? fix(`Let ${server.label} ${way.text}`, edits) : [];
}

/** The edits that let a server end the mesh’s own TLS, and follow the rules of that section for what is inside. */
export const endMutualTls = (server: HopServer, section: 'http' | 'tcp'): Edits =>
  ways.filter((it) => it.sent === 'mesh' && it.section === section).flatMap((it) => editsFor(server, it));

const editsFor = (server: HopServer, way: Way): Edits => [...protocolEdits(server, way), ...tlsEdits(server, way)];

type Edits = readonly (DocumentEdit | undefined)[];

function protocolEdits({ gateway, server: { port } }: HopServer, { protocol }: Way): Edits {
  if (!port?.protocol) return [undefined];
  return port.protocol.value === protocol ? [] : [replace(gateway, port.protocol.span, protocol)];
}

function tlsEdits({ gateway, server: { tls }, path }: HopServer, { mode }: Way): Edits {
  const at = [...path, 'tls'];
  if (!tls) return mode ? [insertInto(gateway, at, { mode })] : [];
  if (!mode) return removeFields(gateway, path, ['tls']);
  const written = tls.mode ? replace(gateway, tls.mode.span, mode) : insertInto(gateway, [...at, 'mode'], mode);
  const own = certificates.filter((it) => hasField(gateway, [...at, it]));
  return [...(tls.mode?.value === mode ? [] : [written]), ...(own.length > 0 ? removeFields(gateway, at, own) : [])];
}

/** The fields for certificates of the server's own. */
const certificates = [
  'credentialName',
  'credentialNames',
  'caCertCredentialName',
  'serverCertificate',
  'privateKey',
  'caCertificates',
];
