import { serviceOfGateway } from '../mesh/gateways';
import { serverHost } from '../model/gateway';
import { serviceName } from '../model/host';
import type { MeshObject } from '../workspace/mesh';
import type { Workspace } from '../workspace/workspace';
import type { NewFile } from './bring';
import type { EgressRequest } from './egress-request';
import type { Reshaped } from './removal';
import { egressRequests } from './request';
import { requestsNow } from './requests-now';
import { addWays, remade } from './reshape';

/** Leads more hosts out through a Gateway, as it leads its first one, and over HTTP where it has none yet. */
export function addHosts(
  given: readonly string[],
  gateway: MeshObject<'Gateway'>,
  workspace: Workspace,
  file: NewFile,
): Reshaped {
  const mesh = workspace.meshOf(file.path);
  const taken = gateway.resource.spec.servers.flatMap((it) => it.hosts.map(({ value }) => serverHost(value).host));
  const models = taken.map((it) => requestsNow(mesh, it).filter(({ api }) => api === 'istio'));
  const model = models.find((it) => it.length > 0) ?? [];
  const service = serviceName(serviceOfGateway(mesh, gateway) ?? '');
  const namespace = model[0]?.namespace ?? gateway.resource.namespace?.value ?? '';
  const answers = {
    hosts: given,
    api: 'istio',
    namespace,
    ...(service ? { gateway: `${service.namespace}/${service.name}` } : {}),
  };
  const { requests, problem } = egressRequests(answers, workspace);
  if (!requests) return { problem };
  const wanted = requests.flatMap((request): EgressRequest[] =>
    model.length === 0 ? [request] : model.map((it) => remade(alike(it, request.host), workspace)),
  );
  return addWays(wanted, workspace, file);
}

/** A request for another host; what was said of the first one's addresses and certificates is not true of it. */
function alike(model: EgressRequest, host: string): EgressRequest {
  const { server: _server, addresses: _addresses, sans: _sans, credential: _secret, ...rest } = model;
  return { ...rest, host };
}
