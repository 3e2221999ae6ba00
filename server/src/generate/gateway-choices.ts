import { hasAmbientPods } from '../mesh/ambient';
import { controllerOf } from '../mesh/gateway-api/classes';
import { gatewaysBehindService, gatewayWorkloads } from '../mesh/gateway-workloads';
import { serviceHost, serviceName } from '../model/host';
import { gatewayNameLabel } from '../model/kubernetes-gateway';
import type { Mesh } from '../workspace/mesh';
import type { Workspace } from '../workspace/workspace';
import type { EgressApi } from './egress-request';
import { usualApi } from './usual-api';

/** A way out that the workspace offers: which API says it and, where one is there, through which gateway. */
export interface GatewayChoice {
  readonly api: EgressApi;
  /** `namespace/name` of the gateway; absent where one is made, or none is passed. */
  readonly gateway?: string;
  /** The file that speaks of it; absent where none does. */
  readonly file?: string;
}

/**
 * The gateways that a host may leave through, those that are meant most probably first: what the workspace has, then what
 * can be written for it, then none.
 */
export function gatewayChoices(workspace: Workspace, mesh: Mesh): readonly GatewayChoice[] {
  const api = hasAmbientPods(mesh) ? 'ambient' : usualApi(workspace, ['']);
  const found = installed(mesh);
  const choices: GatewayChoice[] = [
    ...(found.length > 0 ? found : [{ api: 'istio' as const, gateway: workspace.settings.gateway }]),
    ...written(mesh),
    { api: 'gateway-api' },
    { api: 'ambient' },
    { api: 'sidecar' },
  ];
  return choices.toSorted((a, b) => Number(b.api === api) - Number(a.api === api));
}

/** The Services in front of gateway pods; those that are called after egress first. */
function installed(mesh: Mesh): GatewayChoice[] {
  const ofServices = mesh
    .all('Service')
    .filter((it) => gatewaysBehindService(mesh, serviceHost(it.name, it.namespace)).some(isPlainGateway))
    .map(({ namespace, name, file }) => ({ namespace, name, file }));
  const ofWorkloads = gatewayWorkloads(mesh)
    .filter(isPlainGateway)
    .flatMap(({ services, object }) =>
      services.flatMap(({ host }) => {
        const service = serviceName(host);
        return service ? [{ ...service, file: object?.file }] : [];
      }),
    );
  const names = new Map<string, GatewayChoice>();
  for (const { namespace, name, file } of [...ofServices, ...ofWorkloads]) {
    const gateway = `${namespace}/${name}`;
    if (namespace && !names.has(gateway)) names.set(gateway, { api: 'istio', gateway, ...(file ? { file } : {}) });
  }
  const isEgress = ({ gateway }: GatewayChoice): boolean => gateway?.includes('egress') ?? false;
  return [...names.values()].toSorted((a, b) => Number(isEgress(b)) - Number(isEgress(a)));
}

/** Whether nobody has made the pods of a Gateway of the Gateway API, which is a choice of its own. */
const isPlainGateway = ({ proxy }: { readonly proxy: { readonly labels: ReadonlyMap<string, string> } }): boolean =>
  !proxy.labels.has(gatewayNameLabel);

/** The Gateways of the Gateway API that Istio makes gateways of. */
const written = (mesh: Mesh): GatewayChoice[] =>
  mesh
    .all('KubernetesGateway')
    .filter((it) => it.namespace !== '' && controllerOf(mesh, it) === 'gateway')
    .map(({ namespace, name, file }) => ({ api: 'gateway-api', gateway: `${namespace}/${name}`, file }));
