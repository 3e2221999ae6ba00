import { rules } from '../rules';

/** What a message of another tool that bears on egress is to us. */
interface Counterpart {
  readonly code: string;
  /** What the other tool means by it. */
  readonly says: string;
  /** `same` and `sharper`: a rule has the code among its aliases. `differs`: none has, on purpose. */
  readonly how: 'same' | 'sharper' | 'differs';
  /** In what it is sharper, or why it is not said. */
  readonly why: string;
}

/** Of `istioctl analyze` at commit 86c9f01f (pkg/config/analysis/msg), and of Kiali at d733a096 (models/istio_validation.go). */
export const counterparts: readonly Counterpart[] = [
  {
    code: 'IST0002',
    says: 'A kind or field is deprecated.',
    how: 'sharper',
    why: 'Without a cluster, and with what takes its place. `egressProxy` is not reported: it works.',
  },
  {
    code: 'IST0101',
    says: 'Something that is referred to is not there.',
    how: 'sharper',
    why: 'Gateways of a single match, and what the gateway’s namespace may see, too; a hint where the workspace need not have it.',
  },
  {
    code: 'IST0102',
    says: 'A namespace is not labelled for sidecars.',
    how: 'differs',
    why: 'The report names it as a way past the gateway. Labels are often set by somebody else.',
  },
  {
    code: 'IST0103',
    says: 'A pod has no sidecar.',
    how: 'differs',
    why: 'Sidecars come when pods start. The report names pods that refuse theirs.',
  },
  {
    code: 'IST0106',
    says: 'The webhook refuses an object.',
    how: 'sharper',
    why: 'Before it is applied, with what CRDs and CEL refuse, too.',
  },
  {
    code: 'IST0109',
    says: 'Two VirtualServices of the mesh have one host.',
    how: 'sharper',
    why: 'Where a client really sees both, and rules are lost.',
  },
  { code: 'IST0110', says: 'Two Sidecars select the same pod.', how: 'same', why: '' },
  { code: 'IST0111', says: 'Two Sidecars of a namespace have no selector.', how: 'same', why: '' },
  {
    code: 'IST0112',
    says: 'A destination with several ports names none.',
    how: 'sharper',
    why: 'Not where the port of the listener is one of them, which Istio takes then.',
  },
  {
    code: 'IST0118',
    says: 'The name of a Service’s port has no protocol.',
    how: 'sharper',
    why: 'Only where a rule is for that Service.',
  },
  {
    code: 'IST0127',
    says: 'An AuthorizationPolicy selects no pod.',
    how: 'sharper',
    why: 'Says where the gateway’s pods are.',
  },
  {
    code: 'IST0128',
    says: 'TLS without `caCertificates` is not verified.',
    how: 'differs',
    why: 'It is, since Istio 1.21, by the authorities of the system.',
  },
  { code: 'IST0129', says: 'The same, for a port.', how: 'differs', why: 'As IST0128.' },
  {
    code: 'IST0130',
    says: 'A rule is never used.',
    how: 'sharper',
    why: 'For each leg by itself: a rule for sidecars hides none of the gateway’s.',
  },
  { code: 'IST0131', says: 'A match is never used.', how: 'sharper', why: 'As IST0130.' },
  {
    code: 'IST0132',
    says: 'No host of a VirtualService is one of its gateway’s.',
    how: 'sharper',
    why: 'Each host, with the namespaces that servers ask for.',
  },
  { code: 'IST0133', says: 'The webhook takes an object with a warning.', how: 'same', why: '' },
  {
    code: 'IST0134',
    says: 'A ServiceEntry for TCP has no addresses.',
    how: 'sharper',
    why: 'Only where connections go astray for it; not where sidecars answer DNS.',
  },
  {
    code: 'IST0135',
    says: 'An annotation is deprecated.',
    how: 'differs',
    why: 'Those that bear on egress still work.',
  },
  {
    code: 'IST0138',
    says: 'Two gateways have one certificate.',
    how: 'differs',
    why: 'About browsers that use a connection again; here clients are sidecars.',
  },
  {
    code: 'IST0140',
    says: 'Two VirtualServices send to a host, one of them to a subset.',
    how: 'differs',
    why: 'That is how the two legs of every way through a gateway look.',
  },
  {
    code: 'IST0145',
    says: 'Two Gateways conflict.',
    how: 'sharper',
    why: 'Servers for HTTP are merged, and not reported. Of those for TLS it is said which one is dropped.',
  },
  {
    code: 'IST0146',
    says: 'Injection may be off for `image: auto`.',
    how: 'differs',
    why: 'About how a gateway is installed.',
  },
  { code: 'IST0147', says: 'Injection is off for `image: auto`.', how: 'differs', why: 'As IST0146.' },
  {
    code: 'IST0149',
    says: 'A rule asks for claims of a token that nobody checks.',
    how: 'differs',
    why: 'About requests that come in.',
  },
  {
    code: 'IST0150',
    says: 'A Service that stands for a host has a port without a protocol.',
    how: 'sharper',
    why: 'Only below Istio 1.21; since then such a Service takes no port of others.',
  },
  {
    code: 'IST0156',
    says: 'A version of the Gateway API is too old.',
    how: 'differs',
    why: 'About a cluster. What the manifests say is checked against the version of Istio, where that is known.',
  },
  {
    code: 'IST0161',
    says: 'A Secret is not what a gateway needs.',
    how: 'sharper',
    why: 'By the mode of the server; and Secrets that are in another namespace than the pods.',
  },
  {
    code: 'IST0162',
    says: 'The gateway’s Service does not have a server’s port.',
    how: 'sharper',
    why: 'Without a cluster, with both ways to mend it.',
  },
  { code: 'IST0165', says: 'A VirtualService names a Gateway that Istio makes.', how: 'same', why: '' },
  { code: 'IST0166', says: 'A policy selects pods of a waypoint or of a Kubernetes Gateway.', how: 'same', why: '' },
  { code: 'IST0167', says: 'A Sidecar is in ambient mode.', how: 'same', why: '' },
  {
    code: 'IST0169',
    says: 'Something is incompatible with the next version.',
    how: 'differs',
    why: 'About an upgrade of a cluster.',
  },
  {
    code: 'IST0171',
    says: 'An object has a negative status.',
    how: 'sharper',
    why: 'Worked out before it is applied, for every kind of route, listener and policy, with the repair.',
  },
  { code: 'IST0172', says: 'A version of the Gateway API will be too old.', how: 'differs', why: 'As IST0156.' },
  {
    code: 'IST0173',
    says: 'The labels of a subset select no pod.',
    how: 'sharper',
    why: 'Where a request is sent to it.',
  },
  { code: 'IST0174', says: 'The host of a DestinationRule is unknown.', how: 'sharper', why: 'Without a cluster.' },
  { code: 'IST0176', says: 'The CRDs of the Gateway API are too old.', how: 'differs', why: 'About a cluster.' },
  {
    code: 'IST0177',
    says: 'ServiceEntries say different protocols of one port.',
    how: 'sharper',
    why: 'Only those that Istio makes one service of; HTTPS and TLS are the same.',
  },
  { code: 'KIA0002', says: 'Two Sidecars of a namespace have no selector.', how: 'same', why: '' },
  { code: 'KIA0003', says: 'Two Sidecars select the same pod.', how: 'same', why: '' },
  { code: 'KIA0004', says: 'A selector selects no pod.', how: 'sharper', why: 'Says where the gateway’s pods are.' },
  {
    code: 'KIA0005',
    says: 'A namespace under `exportTo` is not there.',
    how: 'differs',
    why: 'Namespaces are rarely in the workspace. It is said where the gateway or a client is left out.',
  },
  { code: 'KIA0101', says: 'A namespace of an AuthorizationPolicy is not there.', how: 'differs', why: 'As KIA0005.' },
  {
    code: 'KIA0102',
    says: 'A method of an AuthorizationPolicy is none of HTTP.',
    how: 'differs',
    why: 'Some applications have methods of their own.',
  },
  {
    code: 'KIA0104',
    says: 'A host of an AuthorizationPolicy is unknown.',
    how: 'differs',
    why: 'It compares names, and need not know them. Kiali passes over hosts outside, too.',
  },
  {
    code: 'KIA0105',
    says: 'A field of an AuthorizationPolicy needs mutual TLS.',
    how: 'sharper',
    why: 'By the mode of the gateway’s servers, which Kiali does not look at.',
  },
  {
    code: 'KIA0106',
    says: 'A service account of an AuthorizationPolicy is not there.',
    how: 'differs',
    why: 'Service accounts are rarely in the workspace.',
  },
  {
    code: 'KIA0109',
    says: 'A policy about HTTP needs a waypoint.',
    how: 'differs',
    why: 'The tracer says whom it lets through.',
  },
  { code: 'KIA0110', says: 'A policy about HTTP needs `targetRefs`.', how: 'same', why: '' },
  {
    code: 'KIA0201',
    says: 'Two DestinationRules are for one host.',
    how: 'sharper',
    why: 'Only where something of them is lost; Istio merges subsets.',
  },
  {
    code: 'KIA0202',
    says: 'The host of a DestinationRule is unknown.',
    how: 'sharper',
    why: 'Whole names: `notexample.com` is not `example.com`.',
  },
  {
    code: 'KIA0203',
    says: 'The labels of a subset select no pod.',
    how: 'sharper',
    why: 'Where a request is sent to it.',
  },
  {
    code: 'KIA0204',
    says: 'A DestinationRule takes away mutual TLS.',
    how: 'sharper',
    why: 'Where a request needs it.',
  },
  {
    code: 'KIA0209',
    says: 'A subset has no labels.',
    how: 'differs',
    why: 'Istio’s own pages have such subsets for the gateway, and they are right.',
  },
  { code: 'KIA0210', says: 'A DestinationRule about HTTP needs a waypoint.', how: 'differs', why: 'As KIA0109.' },
  {
    code: 'KIA0211',
    says: 'A DestinationRule is for a service without a waypoint.',
    how: 'differs',
    why: 'As KIA0109.',
  },
  {
    code: 'KIA0212',
    says: 'A DestinationRule is not in the namespace of its service.',
    how: 'differs',
    why: 'The tracer says who reads it.',
  },
  {
    code: 'KIA0301',
    says: 'Two Gateways have one host and port.',
    how: 'sharper',
    why: 'By the pods that they select; servers for HTTP are merged, and not reported.',
  },
  {
    code: 'KIA0302',
    says: 'The selector of a Gateway selects no pod.',
    how: 'sharper',
    why: 'Pods of charts and operators count.',
  },
  {
    code: 'KIA0601',
    says: 'The name of a Service’s port has no protocol.',
    how: 'sharper',
    why: 'Only where a rule is for that Service.',
  },
  { code: 'KIA1004', says: 'A host of a Sidecar is unknown.', how: 'sharper', why: 'With its namespace.' },
  {
    code: 'KIA1006',
    says: 'The Sidecar of the whole mesh has a selector.',
    how: 'differs',
    why: 'It is then one for pods of the root namespace, which may be meant.',
  },
  { code: 'KIA1007', says: 'A Sidecar’s `outboundTrafficPolicy` has no mode.', how: 'same', why: '' },
  {
    code: 'KIA1101',
    says: 'A destination is unknown.',
    how: 'sharper',
    why: 'Whole names, as far as the proxy of that leg may see them.',
  },
  { code: 'KIA1102', says: 'A gateway is not there.', how: 'sharper', why: 'In every section, each of them.' },
  {
    code: 'KIA1104',
    says: 'The weight of an only destination is not 100.',
    how: 'differs',
    why: 'Istio takes it for 100, which is what is meant.',
  },
  { code: 'KIA1105', says: 'A destination is in a rule twice.', how: 'differs', why: 'It works.' },
  {
    code: 'KIA1106',
    says: 'Two VirtualServices have one host.',
    how: 'sharper',
    why: 'Where a client really sees both, and rules are lost.',
  },
  { code: 'KIA1107', says: 'A subset is not there.', how: 'sharper', why: 'For the proxy of that leg.' },
  { code: 'KIA1108', says: 'A gateway is named the old way.', how: 'same', why: '' },
  { code: 'KIA1109', says: 'A VirtualService about HTTP needs a waypoint.', how: 'differs', why: 'As KIA0109.' },
  {
    code: 'KIA1113',
    says: 'A VirtualService is for a service without a waypoint.',
    how: 'differs',
    why: 'As KIA0109.',
  },
  {
    code: 'KIA1114',
    says: 'A VirtualService is not in the namespace of its service.',
    how: 'differs',
    why: 'The tracer says who reads it.',
  },
  {
    code: 'KIA1211',
    says: 'Two ServiceEntries have one host and port.',
    how: 'sharper',
    why: 'Where a third namespace sees both and they differ.',
  },
  {
    code: 'KIA1212',
    says: 'ServiceEntries say different protocols of one port.',
    how: 'sharper',
    why: 'Only those that Istio makes one service of; HTTPS and TLS are the same.',
  },
  {
    code: 'KIA1301',
    says: 'An AuthorizationPolicy is for no pod of the gateway.',
    how: 'differs',
    why: 'A gateway need not have one.',
  },
  {
    code: 'KIA1313',
    says: 'A waypoint is named that is not there.',
    how: 'sharper',
    why: 'For namespaces, Services and ServiceEntries; also one that is for something else.',
  },
  {
    code: 'KIA1401',
    says: 'A route names a gateway that is not there or does not take it.',
    how: 'sharper',
    why: 'With listeners, host names, kinds and namespaces told apart.',
  },
  { code: 'KIA1402', says: 'A backend of a route is not there.', how: 'sharper', why: '`Hostname` backends, too.' },
  {
    code: 'KIA1501',
    says: 'Two Kubernetes Gateways have one host and port.',
    how: 'differs',
    why: 'Each has its own pods.',
  },
  { code: 'KIA1503', says: 'Two listeners have one port, name and protocol.', how: 'same', why: '' },
  { code: 'KIA1601', says: 'A namespace of a ReferenceGrant is not there.', how: 'differs', why: 'As KIA0005.' },
];

/** The page that lays our rules beside the messages of other tools, as Markdown. */
export function parityPage(): string {
  const count = (how: Counterpart['how']): number => counterparts.filter((it) => it.how === how).length;
  const rows = counterparts.map(({ code, says, how, why }) => {
    const own = rules.filter((it) => it.aliases?.includes(code)).map(({ id }) => `[${id}](rules/${id}.md)`);
    return `| ${code} | ${says} | ${how} | ${own.join(', ')} | ${why} |`;
  });
  return [
    '# Beside istioctl and Kiali',
    'Every message of `istioctl analyze` (IST) and of Kiali’s validations (KIA) that bears on egress, and what we make of it. A suppression that is written for one of these codes (`galley.istio.io/analyze-suppress`, `kiali.io/ignore-validations`) silences our rules beside it, too.',
    `Of ${counterparts.length} messages we have ${count('same')} the same and ${count('sharper')} sharper; ${count('differs')} we leave out, with the reason. ${rules.filter((it) => !it.aliases?.length).length} of our ${rules.length} rules say what neither tool does.`,
    `| Code | It says | Ours | Rules | Why |\n|---|---|---|---|---|\n${rows.join('\n')}\n`,
  ].join('\n\n');
}
