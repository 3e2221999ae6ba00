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
export const counterparts: readonly Counterpart[] = `
IST0002 | sharper | A kind or field is deprecated. | Without a cluster, and with what takes its place. \`egressProxy\` is not reported: it works.
IST0101 | sharper | Something that is referred to is not there. | Gateways of a single match, and what the gateway’s namespace may see, too; a hint where the workspace need not have it.
IST0102 | differs | A namespace is not labelled for sidecars. | The report names it as a way past the gateway. Labels are often set by somebody else.
IST0103 | differs | A pod has no sidecar. | Sidecars come when pods start. The report names pods that refuse theirs.
IST0106 | sharper | The webhook refuses an object. | Before it is applied, with what CRDs and CEL refuse, too.
IST0109 | sharper | Two VirtualServices of the mesh have one host. | Where a client really sees both, and rules are lost.
IST0110 | same | Two Sidecars select the same pod. |
IST0111 | same | Two Sidecars of a namespace have no selector. |
IST0112 | sharper | A destination with several ports names none. | Not where the port of the listener is one of them, which Istio takes then.
IST0118 | sharper | The name of a Service’s port has no protocol. | Only where a rule is for that Service.
IST0127 | sharper | An AuthorizationPolicy selects no pod. | Says where the gateway’s pods are.
IST0128 | differs | TLS without \`caCertificates\` is not verified. | It is, since Istio 1.21, by the authorities of the system.
IST0129 | differs | The same, for a port. | As IST0128.
IST0130 | sharper | A rule is never used. | For each leg by itself: a rule for sidecars hides none of the gateway’s.
IST0131 | sharper | A match is never used. | As IST0130.
IST0132 | sharper | No host of a VirtualService is one of its gateway’s. | Each host, with the namespaces that servers ask for.
IST0133 | same | The webhook takes an object with a warning. |
IST0134 | sharper | A ServiceEntry for TCP has no addresses. | Only where connections go astray for it; not where sidecars answer DNS.
IST0135 | differs | An annotation is deprecated. | Those that bear on egress still work.
IST0138 | differs | Two gateways have one certificate. | About browsers that use a connection again; here clients are sidecars.
IST0140 | differs | Two VirtualServices send to a host, one of them to a subset. | That is how the two legs of every way through a gateway look.
IST0145 | sharper | Two Gateways conflict. | Servers for HTTP are merged, and not reported. Of those for TLS it is said which one is dropped.
IST0146 | differs | Injection may be off for \`image: auto\`. | About how a gateway is installed.
IST0147 | differs | Injection is off for \`image: auto\`. | As IST0146.
IST0149 | differs | A rule asks for claims of a token that nobody checks. | About requests that come in.
IST0150 | sharper | A Service that stands for a host has a port without a protocol. | Only below Istio 1.21; since then such a Service takes no port of others.
IST0156 | differs | A version of the Gateway API is too old. | About a cluster. What the manifests say is checked against the version of Istio, where that is known.
IST0161 | sharper | A Secret is not what a gateway needs. | By the mode of the server; and Secrets that are in another namespace than the pods.
IST0162 | sharper | The gateway’s Service does not have a server’s port. | Without a cluster, with both ways to mend it.
IST0165 | same | A VirtualService names a Gateway that Istio makes. |
IST0166 | same | A policy selects pods of a waypoint or of a Kubernetes Gateway. |
IST0167 | same | A Sidecar is in ambient mode. |
IST0169 | differs | Something is incompatible with the next version. | About an upgrade of a cluster.
IST0171 | sharper | An object has a negative status. | Worked out before it is applied, for every kind of route, listener and policy, with the repair.
IST0172 | differs | A version of the Gateway API will be too old. | As IST0156.
IST0173 | sharper | The labels of a subset select no pod. | Where a request is sent to it.
IST0174 | sharper | The host of a DestinationRule is unknown. | Without a cluster.
IST0176 | differs | The CRDs of the Gateway API are too old. | About a cluster.
IST0177 | sharper | ServiceEntries say different protocols of one port. | Only those that Istio makes one service of; HTTPS and TLS are the same.
KIA0002 | same | Two Sidecars of a namespace have no selector. |
KIA0003 | same | Two Sidecars select the same pod. |
KIA0004 | sharper | A selector selects no pod. | Says where the gateway’s pods are.
KIA0005 | differs | A namespace under \`exportTo\` is not there. | Namespaces are rarely in the workspace. It is said where the gateway or a client is left out.
KIA0101 | differs | A namespace of an AuthorizationPolicy is not there. | As KIA0005.
KIA0102 | differs | A method of an AuthorizationPolicy is none of HTTP. | Some applications have methods of their own.
KIA0104 | differs | A host of an AuthorizationPolicy is unknown. | It compares names, and need not know them. Kiali passes over hosts outside, too.
KIA0105 | sharper | A field of an AuthorizationPolicy needs mutual TLS. | By the mode of the gateway’s servers, which Kiali does not look at.
KIA0106 | differs | A service account of an AuthorizationPolicy is not there. | Service accounts are rarely in the workspace.
KIA0109 | differs | A policy about HTTP needs a waypoint. | The tracer says whom it lets through.
KIA0110 | same | A policy about HTTP needs \`targetRefs\`. |
KIA0201 | sharper | Two DestinationRules are for one host. | Only where something of them is lost; Istio merges subsets.
KIA0202 | sharper | The host of a DestinationRule is unknown. | Whole names: \`notexample.com\` is not \`example.com\`.
KIA0203 | sharper | The labels of a subset select no pod. | Where a request is sent to it.
KIA0204 | sharper | A DestinationRule takes away mutual TLS. | Where a request needs it.
KIA0209 | differs | A subset has no labels. | Istio’s own pages have such subsets for the gateway, and they are right.
KIA0210 | differs | A DestinationRule about HTTP needs a waypoint. | As KIA0109.
KIA0211 | differs | A DestinationRule is for a service without a waypoint. | As KIA0109.
KIA0212 | differs | A DestinationRule is not in the namespace of its service. | The tracer says who reads it.
KIA0301 | sharper | Two Gateways have one host and port. | By the pods that they select; servers for HTTP are merged, and not reported.
KIA0302 | sharper | The selector of a Gateway selects no pod. | Pods of charts and operators count.
KIA0601 | sharper | The name of a Service’s port has no protocol. | Only where a rule is for that Service.
KIA1004 | sharper | A host of a Sidecar is unknown. | With its namespace.
KIA1006 | differs | The Sidecar of the whole mesh has a selector. | It is then one for pods of the root namespace, which may be meant.
KIA1007 | same | A Sidecar’s \`outboundTrafficPolicy\` has no mode. |
KIA1101 | sharper | A destination is unknown. | Whole names, as far as the proxy of that leg may see them.
KIA1102 | sharper | A gateway is not there. | In every section, each of them.
KIA1104 | differs | The weight of an only destination is not 100. | Istio takes it for 100, which is what is meant.
KIA1105 | differs | A destination is in a rule twice. | It works.
KIA1106 | sharper | Two VirtualServices have one host. | Where a client really sees both, and rules are lost.
KIA1107 | sharper | A subset is not there. | For the proxy of that leg.
KIA1108 | same | A gateway is named the old way. |
KIA1109 | differs | A VirtualService about HTTP needs a waypoint. | As KIA0109.
KIA1113 | differs | A VirtualService is for a service without a waypoint. | As KIA0109.
KIA1114 | differs | A VirtualService is not in the namespace of its service. | The tracer says who reads it.
KIA1211 | sharper | Two ServiceEntries have one host and port. | Where a third namespace sees both and they differ.
KIA1212 | sharper | ServiceEntries say different protocols of one port. | Only those that Istio makes one service of; HTTPS and TLS are the same.
KIA1301 | differs | An AuthorizationPolicy is for no pod of the gateway. | A gateway need not have one.
KIA1313 | sharper | A waypoint is named that is not there. | For namespaces, Services and ServiceEntries; also one that is for something else.
KIA1401 | sharper | A route names a gateway that is not there or does not take it. | With listeners, host names, kinds and namespaces told apart.
KIA1402 | sharper | A backend of a route is not there. | \`Hostname\` backends, too.
KIA1501 | differs | Two Kubernetes Gateways have one host and port. | Each has its own pods.
KIA1503 | same | Two listeners have one port, name and protocol. |
KIA1601 | differs | A namespace of a ReferenceGrant is not there. | As KIA0005.
`
  .trim()
  .split('\n')
  .map((line) => {
    const [code = '', how, says = '', why = ''] = line.split('|').map((it) => it.trim());
    return { code, how: how as Counterpart['how'], says, why };
  });

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
