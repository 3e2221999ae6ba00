import { useWaypoint, useWaypointNamespace } from '../model/waypoint';
import { isOfKind } from '../workspace/mesh';
import { fieldNames, type Spot } from './spot';

/** A label, an annotation or an option that Istio reads. */
export interface IstioLabel {
  readonly key: string;
  /** The kind of the object, and the names on the path to the mapping that has it. */
  readonly on: RegExp;
  readonly description: string;
  /** What may be said there, the usual first; where it is missing, names. */
  readonly values?: readonly string[];
}

const pods = String.raw`Pod metadata\.labels$|\.template\.metadata\.labels$`;
const waypointUsers = new RegExp(
  String.raw`^(?:Namespace|Service|ServiceEntry|WorkloadEntry) metadata\.labels$|${pods}`,
);
const gatewayAnnotations = /^KubernetesGateway metadata\.annotations$/;

const all: readonly IstioLabel[] = [
  {
    key: useWaypoint,
    on: waypointUsers,
    description: 'The waypoint that requests to it go through; `none` for none, whatever its namespace says.',
  },
  {
    key: useWaypointNamespace,
    on: waypointUsers,
    description: 'The namespace of that waypoint; without it, its own.',
  },
  {
    key: 'istio.io/ingress-use-waypoint',
    on: /^(?:Namespace|Service|ServiceEntry) metadata\.labels$/,
    description: 'Whether gateways send requests to it through its waypoint, too.',
    values: ['true'],
  },
  {
    key: 'istio.io/dataplane-mode',
    on: new RegExp(String.raw`^Namespace metadata\.labels$|${pods}|^KubernetesGateway spec\.infrastructure\.labels$`),
    description: 'Whether the pods belong to the ambient mesh.',
    values: ['ambient', 'none'],
  },
  {
    key: 'istio.io/waypoint-for',
    on: /^(?:KubernetesGateway|GatewayClass) metadata\.labels$/,
    description: 'What a waypoint is for: requests to services (as without it), to pods themselves, both, or nothing.',
    values: ['service', 'workload', 'all', 'none'],
  },
  {
    key: 'istio-injection',
    on: /^Namespace metadata\.labels$/,
    description: 'Whether the pods of the namespace get sidecars.',
    values: ['enabled', 'disabled'],
  },
  {
    key: 'sidecar.istio.io/inject',
    on: new RegExp(pods),
    description: 'Whether the pod gets a sidecar, whatever its namespace says.',
    values: ['true', 'false'],
  },
  {
    key: 'networking.istio.io/service-type',
    on: gatewayAnnotations,
    description:
      'The type of the Service that Istio makes for the Gateway. Without it, one of class `istio` gets an address outside the cluster.',
    values: ['ClusterIP', 'LoadBalancer', 'NodePort'],
  },
  {
    key: 'gateway.istio.io/name-override',
    on: gatewayAnnotations,
    description: 'The name of the Deployment and of the Service that Istio makes for the Gateway.',
  },
  {
    key: 'gateway.istio.io/service-account',
    on: gatewayAnnotations,
    description: 'The name of the service account of the pods that Istio runs for the Gateway.',
  },
  {
    // L5 pilot/pkg/config/kube/gateway/conversion.go buildTLS
    key: 'gateway.istio.io/tls-terminate-mode',
    on: /^(?:KubernetesGateway|ListenerSet) spec\.listeners\.tls\.options$/,
    description:
      'How the listener ends TLS: `ISTIO_MUTUAL` and `ISTIO_SIMPLE` with the mesh’s own certificate, so that it needs no `certificateRefs`; `MUTUAL` and `OPTIONAL_MUTUAL` ask clients for a certificate.',
    values: ['ISTIO_MUTUAL', 'MUTUAL', 'OPTIONAL_MUTUAL', 'ISTIO_SIMPLE'],
  },
];

/** Those that the mapping at a place may have. */
export function istioLabelsAt({ object, kind }: Pick<Spot, 'object' | 'kind'>, path: Spot['path']): IstioLabel[] {
  const place = `${isOfKind(object, 'KubernetesGateway') ? object.resource.kind : kind} ${fieldNames(path)}`;
  return all.filter((it) => it.on.test(place));
}
