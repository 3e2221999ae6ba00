import { isWildcard } from '../model/host';
import { releaseText } from '../schema/releases';
import type { Settings } from '../workspace/settings';
import { type Application, type EgressRequest, isHttp } from './egress-request';
import { isBesideClients, madeService } from './gateway-api';
import { isLabel } from './host';

type Wanted = Omit<EgressRequest, 'selector'>;

/** Why an egress route cannot be had, in one sentence; `undefined` where it can. */
export const whyImpossible = (wanted: Wanted): string | undefined =>
  wildcardProblem(wanted) ?? encryptionProblem(wanted) ?? gatewayProblem(wanted) ?? credentialProblem(wanted);

function encryptionProblem({ application, port, outside, hop }: Wanted): string | undefined {
  if (application === 'https' && outside !== 'same')
    return 'An https application encrypts itself: with TLS from the gateway it would be encrypted twice.';
  if (application === 'https' && hop === 'plaintext')
    return 'An https application encrypts itself, so the hop cannot be plaintext: use passthrough or mtls.';
  if (application !== 'https' && hop === 'passthrough')
    return `${article(application)} application has no TLS that could be passed through: use mtls or plaintext.`;
  if (isHttp({ application }) && outside === 'same' && port === 443)
    return 'Port 443 outside expects TLS: let the gateway originate it, or say the port of plain HTTP.';
  return undefined;
}

const article = (application: Application): string => (application === 'http' ? 'An http' : `A ${application}`);

/** Who could not know which server to connect to. */
function wildcardProblem({ host, server, application, api, release }: Wanted): string | undefined {
  if (!isWildcard(host) || server !== undefined) return undefined;
  if (api === 'istio' || api === 'gateway-api')
    return `${host} stands for many servers, and an egress gateway cannot look up which one a request is for. If one server answers for all of them, name it, too; else name the hosts one by one, or go through a waypoint (ambient) or straight from the sidecars (sidecar), which look them up themselves.`;
  // S6 releases.ts: sidecars know it since 1.30
  const since = api === 'ambient' && isHttp({ application }) ? 28 : 30;
  if (release !== undefined && release < since)
    return `${host} stands for many servers, which proxies look up themselves only from Istio ${releaseText(since)} on.`;
  if (application === 'tcp') return `${host} is a wildcard, and TCP has no name that could tell its hosts apart.`;
  return undefined;
}

function credentialProblem({ outside, credential }: Wanted): string | undefined {
  if (outside !== 'mtls') return undefined;
  if (!credential) return 'Mutual TLS with the host needs a certificate: name the Secret that has it.';
  return credential.split('.').every(isLabel) ? undefined : `${credential} is not the name of a Secret.`;
}

function gatewayProblem(wanted: Wanted): string | undefined {
  const { api, namespace, gateway } = wanted;
  if (api !== 'gateway-api') return undefined;
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
