import type { Assumption, Evidence } from '../../mesh/evidence';
import { generatedServices } from '../../mesh/gateway-api/generated-services';
import { servicesMeant } from '../../mesh/gateway-api/services-meant';
import { gatewaysBehindService, gatewayWorkloads } from '../../mesh/gateway-workloads';
import { owns } from '../../mesh/ownership';
import type { Scope } from '../../mesh/scope';
import { hostLabel, type ServiceName, sameHost, serviceName } from '../../model/host';
import { unnamed } from '../../model/namespace';
import { hasPlaceholder } from '../../text/placeholder';
import type { Mesh, MeshObject } from '../../workspace/mesh';

/**
 * What is taken to be so where a Service is in no manifest but may well be there: `undefined` where the manifests plainly
 * would have it.
 */
export function assumedService({ mesh }: Pick<Scope, 'mesh'>, host: string): readonly Assumption[] | undefined {
  const taken = [{ text: `${hostLabel(host)} is not in the manifests and is taken to be there.` }];
  if (hasPlaceholder(host)) return taken;
  const service = serviceName(host);
  if (!service || mesh.find('Service', service.namespace, service.name).length > 0) return undefined;
  if (generatedServices(mesh, host).length > 0) return undefined;
  // a Service of that name elsewhere, or its pods without it: it would be here too
  if (mesh.named('Service', service.name).length > 0) return undefined;
  if (mesh.find('Workload', service.namespace, service.name).length > 0) return undefined;
  if (servicesMeant(mesh, service).length > 0) return undefined;
  const pods = gatewaysBehindService(mesh, host);
  // an installation makes the Service together with the pods
  if (pods.some((it) => !it.proxy.assumed && it.services.some((own) => sameHost(own.host, host)))) return [];
  // whoever follows the request to the gateway says what is assumed about it
  if (pods.length > 0) return isInstalledHere(mesh, service) ? undefined : [];
  return mesh.hasHidden('Service') || !owns(mesh, service.namespace, 'Service') ? taken : undefined;
}

/** Why the proxy knows no service of that host; the first is the sentence to show. */
export function missingService(
  { mesh, proxy, hidden }: Pick<Scope, 'mesh' | 'proxy' | 'hidden'>,
  host: string,
): Evidence[] {
  const known = [...hidden(host)];
  const service = serviceName(host);
  for (const { gateway, host: own } of service ? servicesMeant(mesh, service) : [])
    known.push(calledOtherwise(gateway, host, own));
  const [first] = known;
  const about = first?.object && { object: first.object, ...(first.path && { path: first.path }) };
  const text = `The ${proxy.type} knows no Service and no ServiceEntry for ${hostLabel(host)}.`;
  const said = first?.fact === '4.5' ? first.text : text;
  return [{ fact: first?.fact ?? '3.4', text: said, ...about }, ...known];
}

/** Whether the manifests have a gateway's pods there, or its Service elsewhere: then they would have this one too. */
const isInstalledHere = (mesh: Mesh, { name, namespace }: ServiceName): boolean =>
  mesh.named('Service', name).length > 0 ||
  gatewayWorkloads(mesh).some((it) => it.proxy.namespace === namespace && it.proxy.namespace !== unnamed);

/** What is said of a Gateway whose Service has another name, or that has none. */
const calledOtherwise = (object: MeshObject<'KubernetesGateway'>, host: string, own: string | undefined): Evidence => ({
  fact: '4.5',
  text:
    own === undefined
      ? `There is no Service ${hostLabel(host)}: Istio makes none for the Gateway ${object.name}.`
      : `There is no Service ${hostLabel(host)}: Istio calls that of the Gateway ${object.name} ${hostLabel(own)}.`,
  object,
  path: ['metadata', 'name'],
});
