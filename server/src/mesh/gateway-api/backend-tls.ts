import type { ClientTls, PortPolicy, TrafficPolicy } from '../../model/destination-rule';
import { hostsMatch, sameHost, serviceHost } from '../../model/host';
import { agree } from '../../model/namespace';
import {
  nothingByDefault,
  type ObjectReference,
  type Referred,
  referred,
  referredName,
} from '../../model/object-reference';
import type { Located, Span } from '../../text/span';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { compare, created, inOrder } from '../../workspace/shelf';
import type { Path } from '../../yaml/tree';
import { owns } from '../ownership';
import { servicesMatching } from '../services';
import { authorityOf } from './backend-authority';
import { generated, generatedName, located } from './generated';
import type { Problem, Reason } from './problem';

type Policy = MeshObject<'BackendTLSPolicy'>;

/** One of a policy's targets, as Istio has it. */
export interface PolicyTarget {
  readonly index: number;
  /** The hosts of the Service, or of the ServiceEntry. */
  readonly hosts: readonly string[];
  /** The number of the port that it is for; `undefined` for all. */
  readonly port: number | undefined;
  /** Why it counts for nothing. */
  readonly problem: Problem | undefined;
}

/** The targets of a policy in their order. */
export const targetsOf = (mesh: Mesh, policy: Policy): readonly PolicyTarget[] =>
  mesh.rememberOf(policy, 'targets', () =>
    policy.resource.spec.targetRefs.map((reference, index) => targetAt(mesh, policy, reference, index)),
  );

function targetAt(mesh: Mesh, policy: Policy, reference: ObjectReference, index: number): PolicyTarget {
  const { namespace } = policy;
  // Y1 pilot/pkg/config/kube/gateway/backend_policies.go BackendTLSPolicyCollection
  const to = referred({ ...reference, namespace: undefined }, nothingByDefault, namespace);
  const entries = to.type === 'ServiceEntry' ? mesh.find('ServiceEntry', namespace, to.name) : [];
  const hosts =
    to.type === 'Service'
      ? [serviceHost(to.name, namespace)]
      : entries.flatMap((it) => it.resource.spec.hosts.map((own) => own.value));
  const services = hosts.flatMap((host) =>
    servicesMatching(mesh, host).filter((it) => sameHost(it.host, host.toLowerCase())),
  );
  const section = reference.sectionName?.value;
  const port = services.flatMap((it) => it.ports).find((it) => it.name === section)?.number.value;
  const problem = (reason: Reason, fact: string, text: string, ...at: string[]): PolicyTarget => ({
    index,
    hosts,
    port,
    problem: { reason, fact, text, object: policy, path: ['spec', 'targetRefs', index, ...at] },
  });
  if (isIgnored(policy))
    return problem('IgnoredByIstio', 'Y1', `The annotation ${ignoring} keeps Istio from following this policy.`);
  if (to.type !== 'Service' && to.type !== 'ServiceEntry')
    return problem('TargetNotFound', 'Y1', `A ${to.kind} is nothing that a BackendTLSPolicy can be for.`, 'kind');
  const isElsewhere = to.type === 'ServiceEntry' && mesh.named('ServiceEntry', to.name).length > 0;
  if (services.length === 0 && (isElsewhere || owns(mesh, namespace, to.type)))
    return problem('TargetNotFound', 'Y5', `There is no ${to.kind} ${to.name} in the policy’s namespace.`, 'name');
  if (section && services.length > 0 && port === undefined)
    return problem('TargetNotFound', 'Y1', `The ${to.kind} ${to.name} has no port called ${section}.`, 'sectionName');
  const earlier = conflicting(mesh, policy, reference, to);
  if (earlier)
    return problem('Conflicted', 'Y4', `BackendTLSPolicy ${earlier.name}, which comes first, is for the same.`);
  return { index, hosts, port, problem: undefined };
}

const ignoring = 'istio.io/ignore-policy-attachment';

/** Whether a policy asks Istio to leave it alone. */
export const isIgnored = ({ resource }: Policy): boolean =>
  // backend_policies.go BackendTLSPolicyCollection
  resource.annotations?.get(ignoring)?.value.toLowerCase() === 'true';

/** The policy that has the target before this one. */
function conflicting(
  mesh: Mesh,
  policy: Policy,
  { group, kind, name, sectionName }: ObjectReference,
  to: Referred,
): Policy | undefined {
  const target = referredName(to);
  // Y4 backend_policies.go btlsIsConflicted, btlsHasHigherPriority
  return (target ? mesh.with('BackendTLSPolicy', target) : [])
    .filter((it) => agree(it.namespace, policy.namespace))
    .find(
      (other) =>
        other !== policy &&
        !isIgnored(other) &&
        (compare(created(other), created(policy)) || compare(other.name, policy.name)) < 0 &&
        other.resource.spec.targetRefs.some(
          (it) =>
            it.group?.value === group?.value &&
            it.kind?.value === kind?.value &&
            it.name?.value === name?.value &&
            it.sectionName?.value === sectionName?.value,
        ),
    );
}

/** The DestinationRules that Istio makes of policies for services that have a name in common with the host. */
export function policyRules(mesh: Mesh, host: string): MeshObject<'DestinationRule'>[] {
  const policies = new Set<Policy>(mesh.withHost('BackendTLSPolicy', host));
  for (const { name, namespace } of mesh.withHost('ServiceEntry', host))
    for (const it of mesh.with('BackendTLSPolicy', { kind: 'object', type: 'ServiceEntry', namespace, name }))
      policies.add(it);
  if (policies.size === 0) return [];
  const byTarget = new Map<string, Policy[]>();
  for (const policy of inOrder([...policies]))
    for (const own of new Set(targetsOf(mesh, policy).flatMap((it) => (it.problem ? [] : it.hosts)))) {
      if (!hostsMatch(own.toLowerCase(), host)) continue;
      const key = `${policy.namespace} ${own}`;
      byTarget.set(key, [...(byTarget.get(key) ?? []), policy]);
    }
  return [...byTarget].map(([key, all]) => ruleOf(mesh, key.slice(key.indexOf(' ') + 1), all as [Policy, ...Policy[]]));
}

function ruleOf(mesh: Mesh, host: string, policies: [Policy, ...Policy[]]): MeshObject<'DestinationRule'> {
  const [first] = policies;
  const { span } = first.resource;
  let whole: ClientTls | undefined;
  const ports = new Map<number, PortPolicy>();
  for (const policy of policies)
    for (const target of targetsOf(mesh, policy)) {
      if (target.problem || !target.hosts.includes(host)) continue;
      const tls = tlsOf(mesh, policy);
      if (target.port === undefined) whole ??= tls;
      else if (!ports.has(target.port))
        ports.set(target.port, { ...nothing(span), port: { number: located(target.port, { span }), span }, tls });
    }
  const trafficPolicy: TrafficPolicy = {
    ...nothing(span),
    tls: whole,
    portLevelSettings: [...ports].sort(([a], [b]) => a - b).map(([, it]) => it),
    tunnel: undefined,
    proxyProtocol: undefined,
    retryBudget: undefined,
  };
  const spec = {
    host: located(host, first.resource),
    trafficPolicy,
    subsets: [],
    exportTo: [],
    workloadSelector: undefined,
    span,
  };
  const made = generated('DestinationRule', first, `${host}~${generatedName}`, spec, (path) => ({
    object: first,
    path: writtenPath(path),
  }));
  // backend_policies.go DestinationRuleCollection: it has no age, and so comes before all others
  return { ...made, resource: { ...made.resource, created: located('', first.resource) } };
}

function writtenPath(path: Path): Path {
  if (path.at(-1) === 'credentialName') return ['spec', 'validation', 'caCertificateRefs', 0];
  return path.includes('trafficPolicy') ? ['spec', 'validation'] : ['spec', 'targetRefs'];
}

const nothing = (span: Span) => ({
  loadBalancer: undefined,
  connectionPool: undefined,
  outlierDetection: undefined,
  span,
});

function tlsOf(mesh: Mesh, policy: Policy): ClientTls {
  const { validation, span } = policy.resource.spec;
  const at = validation ?? { span };
  // Y2 backend_policies.go BackendTLSPolicyCollection
  const names = (validation?.subjectAltNames ?? []).flatMap(({ type, hostname, uri }): Located<string>[] => {
    const name = type?.value === 'Hostname' ? hostname : type?.value === 'URI' ? uri : undefined;
    return name ? [name] : [];
  });
  return {
    mode: located('SIMPLE', at),
    sni: validation?.hostname,
    credentialName: authorityOf(mesh, policy),
    clientCertificate: undefined,
    privateKey: undefined,
    caCertificates: undefined,
    subjectAltNames: names,
    insecureSkipVerify: undefined,
    span: at.span,
  };
}
