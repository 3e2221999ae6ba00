import type { Settings } from '../workspace/settings';
import type { EgressRequest } from './egress-request';
import { isBesideClients, madeService } from './gateway-api';
import { isLabel } from './host';

type Wanted = Omit<EgressRequest, 'selector'>;

/** Why an egress route cannot be had, in one sentence; `undefined` where it can. */
export const whyImpossible = (wanted: Wanted): string | undefined =>
  encryptionProblem(wanted) ?? gatewayProblem(wanted);

function encryptionProblem({ application, port, outside, hop }: Wanted): string | undefined {
  if (application === 'https' && outside === 'tls')
    return 'An https application encrypts itself: with TLS from the gateway it would be encrypted twice.';
  if (application === 'https' && hop === 'plaintext')
    return 'An https application encrypts itself, so the hop cannot be plaintext: use passthrough or mtls.';
  if (application === 'http' && hop === 'passthrough')
    return 'An http application has no TLS that could be passed through: use mtls or plaintext.';
  if (application === 'http' && outside === 'same' && port === 443)
    return 'Port 443 outside expects TLS: let the gateway originate it, or say the port of plain HTTP.';
  return undefined;
}

function gatewayProblem(wanted: Wanted): string | undefined {
  const { api, namespace, gateway } = wanted;
  if (api === 'istio') return undefined;
  if (!isLabel(madeService(gateway.name)))
    return `${gateway.name} is too long: Istio calls the Service of a Gateway ${madeService('NAME')}, in 63 characters.`;
  // K8 its listeners name the namespaces that may attach routes
  if (!namespace && !isBesideClients(wanted))
    return `A Gateway in namespace ${gateway.namespace} must say where its routes are: name the namespace of the objects, too.`;
  return undefined;
}

/** Why the clients' namespace cannot be shut in; `undefined` where it can. */
export function whyNotEnclosed({ api, namespace, gateway }: Wanted, { rootNamespace }: Settings): string | undefined {
  const inhabitant =
    namespace === rootNamespace ? 'istiod' : namespace === gateway.namespace ? 'the gateway' : undefined;
  // pods that Istio makes of a Gateway have a label by which they are left out
  if (!namespace || !inhabitant || (api === 'gateway-api' && inhabitant === 'the gateway')) return undefined;
  return `A NetworkPolicy for ${namespace} would shut in ${inhabitant}, too: name the namespace of the clients.`;
}
