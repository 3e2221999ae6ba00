import { parseClusterName } from '../envoy/config';
import { isGateway } from '../mesh/gateway-pods';
import { injectionOf } from '../mesh/injection';
import { hostLabel } from '../model/host';
import { namespaceLabel } from '../model/namespace';
import { isGatewayNamespace } from '../trace/clients';
import type { Failure } from '../trace/failures';
import { isOfKind, type Mesh, type MeshObject } from '../workspace/mesh';
import { isPlaced, type PlacedEvidence } from './failure';
import { lostTls } from './lost-tls';
import { label } from './places';

/** A DestinationRule in a namespace where sidecars do not look for it, and which has what their requests fail without. */
export interface UnreadRule {
  readonly rule: MeshObject<'DestinationRule'>;
  readonly evidence: PlacedEvidence;
  /** That sends the requests to where it would be needed. */
  readonly virtualService: MeshObject<'VirtualService'>;
  /** Of the clients that don't read it. */
  readonly namespace: string;
  /** To begin a message with: `DestinationRule shop/hop defines subset payments of …`. */
  readonly text: string;
  readonly consequence: string;
}

/** What a request of a sidecar fails without, and a DestinationRule of another namespace has; `undefined` for none. */
export function unreadRule(failure: Failure): UnreadRule | undefined {
  const { hop, passed } = failure;
  const lost = lostTls(failure, ...facts) ?? lostSubset(failure);
  const sender = passed.at(-1) ?? hop;
  const route = sender.route?.object;
  if (!lost || sender.proxy.type !== 'sidecar' || route?.resource.kind !== 'VirtualService') return undefined;
  const { rule, evidence, text, consequence } = lost;
  if (rule.resource.spec.workloadSelector) return undefined;
  const { namespace } = sender.proxy;
  return { rule, evidence, text, consequence, namespace, virtualService: route as MeshObject<'VirtualService'> };
}

// D1 another namespace; D2, D16 not exported
const facts = ['D1', 'D2', 'D16'];

function lostSubset({ cause, hop }: Failure): Omit<UnreadRule, 'virtualService' | 'namespace'> | undefined {
  // D13
  if (cause.reason !== 'no-cluster' || cause.why?.fact !== 'D13') return undefined;
  const { subset, host } = parseClusterName(hop.branches[0]?.cluster ?? '') ?? { subset: '', host: '' };
  for (const evidence of hop.passedOver.filter(isPlaced)) {
    const { object } = evidence;
    if (!facts.includes(evidence.fact) || !isOfKind(object, 'DestinationRule')) continue;
    if (!object.resource.spec.subsets.some((it) => it.name?.value === subset)) continue;
    return {
      rule: object,
      evidence,
      text: `${label(object)} defines subset '${subset}' of ${hostLabel(host)}`,
      consequence: `the sidecar in namespace ${namespaceLabel(hop.proxy.namespace)} answers requests for it with 503`,
    };
  }
  return undefined;
}

/** Whether the manifests say that there are such clients: a VirtualService alone, visible to all, is not meant for everybody. */
export const areClientsKnown = (mesh: Mesh, { namespace, virtualService }: UnreadRule): boolean =>
  virtualService.namespace === namespace ||
  (virtualService.resource.spec.exportTo.some((it) => it.value === namespace) &&
    !isGatewayNamespace(mesh, namespace)) ||
  mesh.inNamespace('Workload', namespace).some((it) => !isGateway(mesh, it) && injectionOf(mesh, it).proxy !== 'none');
