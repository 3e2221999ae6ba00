import { isWildcard, serviceName } from '../model/host';
import { behaviours, releaseText } from '../schema/releases';
import type { Settings } from '../workspace/settings';
import { type Application, clientNamespaces, type EgressRequest, isHttp } from './egress-request';
import { unseenBy } from './export-to';
import { isBesideClients, madeService } from './gateway-api';
import { isLabel } from './host';
import { isMadeOfGateway, podsOwner } from './network-policy';

const { meshTlsListeners } = behaviours;

type Wanted = Omit<EgressRequest, 'selector'>;

/** Why an egress route cannot be had, in one sentence; `undefined` where it can. */
export const whyImpossible = (wanted: Wanted): string | undefined =>
  wildcardProblem(wanted) ??
  encryptionProblem(wanted) ??
  gatewayProblem(wanted) ??
  credentialProblem(wanted) ??
  authorizationProblem(wanted) ??
  sidecarProblem(wanted) ??
  exportProblem(wanted);

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
  if (api === 'ambient' && application === 'https')
    // releasenotes/notes/se-wildcard-tls-host.yaml
    return `${host} stands for many servers, which a waypoint looks up for TLS only with Istio's flag ENABLE_WILDCARD_HOST_SERVICE_ENTRIES_FOR_TLS: name the hosts one by one, or use --api sidecar.`;
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
  if (serviceName(wanted.host) !== undefined)
    return `${wanted.host} is a Service of the cluster, from which routes of the Gateway API lead only the clients of one namespace away: use --api istio.`;
  if (wanted.hop === 'mtls' && wanted.release !== undefined && wanted.release < meshTlsListeners.since)
    return `A Gateway of the Gateway API ends the mesh's mutual TLS only from Istio ${releaseText(meshTlsListeners.since)} on: use hop ${wanted.application === 'https' ? 'passthrough' : 'plaintext'}, or --api istio.`;
  if (!isLabel(madeService(gateway.name)))
    return `${gateway.name} is too long: Istio calls the Service of a Gateway ${madeService('NAME')}, in 63 characters.`;
  // K8 its listeners name the namespaces that may attach routes
  if (!namespace && !isBesideClients(wanted))
    return `A Gateway in namespace ${gateway.namespace} must say where its routes are: name the namespace of the objects, too.`;
  return undefined;
}

function authorizationProblem(wanted: Wanted): string | undefined {
  const { authorization, api, hop, host, port } = wanted;
  if (!authorization) return undefined;
  if (api === 'sidecar')
    return 'Without a gateway there is nobody who could refuse other namespaces the host: name an API that has one.';
  // P3 generator.go principalAuthenticated
  if (api !== 'ambient' && hop !== 'mtls')
    return `Who calls is only known inside the mutual TLS of the mesh: for an authorization the hop of ${host}:${port} must be mtls, not ${hop}.`;
  return clientNamespaces(wanted).includes('')
    ? 'Whom to let through is not said: name the namespaces of the clients.'
    : undefined;
}

function sidecarProblem({ api, sidecar, registryOnly }: Wanted): string | undefined {
  if (api !== 'ambient' || !(sidecar || registryOnly)) return undefined;
  return 'Pods in ambient mode have no sidecars, so that no Sidecar says what they know, and what they may reach: use a NetworkPolicy.';
}

function exportProblem(wanted: Wanted): string | undefined {
  const unseen = unseenBy(wanted);
  if (unseen === undefined) return undefined;
  const role = clientNamespaces(wanted).includes(unseen) ? 'clients' : 'gateway';
  return `The objects must be exported to ${unseen || 'their own namespace'}, too, where the ${role} would not see them.`;
}

/** Why the clients' namespaces cannot be shut in; `undefined` where they can. */
export function whyNotEnclosed(wanted: Wanted, { rootNamespace }: Settings): string | undefined {
  if (wanted.api === 'sidecar')
    return 'Without a gateway the pods dial the host themselves: a NetworkPolicy could not tell it from others.';
  for (const namespace of clientNamespaces(wanted)) {
    const isGateways = namespace === podsOwner(wanted) && !isMadeOfGateway(wanted);
    const inhabitant = namespace === rootNamespace ? 'istiod' : isGateways ? 'the gateway' : undefined;
    if (namespace && inhabitant)
      return `A NetworkPolicy for ${namespace} would shut in ${inhabitant}, too: name the namespace of the clients.`;
  }
  return undefined;
}
