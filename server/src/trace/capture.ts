import type { Origin } from '../envoy/config';
import { type CaptureField, meshConfig } from '../mesh/mesh-config';
import { podAnnotations, podPath } from '../model/workload';
import { type Answer, any, not } from '../text/answer';
import { hasPlaceholder } from '../text/placeholder';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Hole } from './hole';
import { isWithin, type Outside } from './outside';

type Field = CaptureField | 'interceptionMode';
type Keeping = Extract<Hole, { kind: 'not-captured' }>['by'];

const annotations: Readonly<Record<Field, string>> = {
  includeIPRanges: 'traffic.sidecar.istio.io/includeOutboundIPRanges',
  excludeIPRanges: 'traffic.sidecar.istio.io/excludeOutboundIPRanges',
  includeOutboundPorts: 'traffic.sidecar.istio.io/includeOutboundPorts',
  excludeOutboundPorts: 'traffic.sidecar.istio.io/excludeOutboundPorts',
  interceptionMode: 'sidecar.istio.io/interceptionMode',
};

/** Whether the pods of a workload say themselves which connections their sidecar gets. */
export const saysWhatIsCaptured = ({ resource }: MeshObject<'Workload'>): boolean =>
  Object.values(annotations).some((it) => podAnnotations(resource.spec)?.has(it));

/**
 * What keeps connections to a server from the sidecars of a workload's pods, or of all pods that say nothing themselves;
 * `undefined` where the sidecars get them.
 */
export function notCaptured(
  mesh: Mesh,
  workload: MeshObject<'Workload'> | undefined,
  outside: Outside,
  port: number,
): Hole | undefined {
  const said = (field: Field): Said => saidOf(mesh, workload, field);
  const hole = (by: Keeping, answer: Answer): Hole | undefined => {
    const { value, origin } = said(by);
    if (answer === 'no' || hasPlaceholder(value)) return undefined;
    return { kind: 'not-captured', by, isSure: answer === 'yes', places: origin ? [origin] : [] };
  };
  const ranges = (field: Field): string[] => listOf(said(field).value);
  const hasPort = (field: Field): boolean => listOf(said(field).value).some((it) => Number(it) === port);

  // pkg/kube/inject istio-discovery/files/injection-template.yaml: without iptables nothing is redirected
  if (said('interceptionMode').value === 'NONE') return hole('interceptionMode', 'yes');
  // tools/istio-iptables/pkg/capture/run.go Run: ports that are excluded go first, then ranges, then what is included
  if (hasPort('excludeOutboundPorts')) return hole('excludeOutboundPorts', 'yes');
  const excluded = hole('excludeIPRanges', any(ranges('excludeIPRanges').map((it) => isWithin(outside, it))));
  if (excluded?.isSure || hasPort('includeOutboundPorts')) return excluded;
  if (said('includeIPRanges').value === '*') return excluded;
  return excluded ?? hole('includeIPRanges', not(any(ranges('includeIPRanges').map((it) => isWithin(outside, it)))));
}

interface Said {
  readonly value: string;
  readonly origin: Origin | undefined;
}

/** What the pods say, else what the mesh does. */
function saidOf(mesh: Mesh, workload: MeshObject<'Workload'> | undefined, field: Field): Said {
  const own = workload && podAnnotations(workload.resource.spec)?.get(annotations[field]);
  // pkg/kube/inject/template.go getAnnotation: also one that is empty goes before the mesh's value
  if (own)
    return {
      value: own.value,
      origin: {
        object: workload,
        path: [...podPath(workload.resource.spec), 'metadata', 'annotations', annotations[field]],
      },
    };
  return field === 'interceptionMode' ? { value: '', origin: undefined } : meshConfig(mesh)[field];
}

const listOf = (written: string): string[] =>
  written
    .split(',')
    .map((it) => it.trim())
    .filter((it) => it !== '');
