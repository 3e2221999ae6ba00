import { hasClearGateways } from '../mesh/egress';
import { hostsMatch } from '../model/host';
import { hasPlaceholder } from '../text/placeholder';
import { type Failure, tracesTo } from '../trace/failures';
import { isOfKind, type Mesh } from '../workspace/mesh';
import { meshFilesOf } from './certificate-files';
import { unknownPorts } from './client-tls';
import { missingCluster } from './destination';
import { isOfIncompleteChain } from './egress-chain';
import { isUntakenAtGateway, passedOver } from './failure';
import { appliedRule, senderOf } from './hop-tls';
import { isRemovedFilter } from './lost-filters';
import { lacksTls, lostTls } from './lost-tls';
import { isMiswritten } from './meant-service';
import { originationElsewhere } from './origination-elsewhere';
import { isRefused } from './refused';
import { areClientsKnown, unreadRule } from './unread-rule';
import { isOpened } from './unread-section';
import { unservedHosts } from './unserved-hosts';
import { isByTlsRule, isUsedByPlaintext } from './used-by-others';

/**
 * Whether nothing need be said of a request that goes wrong: nobody means to send it so, other rules name the reason, or
 * the manifests don't say enough to know.
 */
export const isExpected = (failure: Failure, mesh: Mesh): boolean =>
  isHidden(mesh) ||
  isToBeFilledIn(failure) ||
  isMiswrittenHost(failure, mesh) ||
  isOfIncompleteChain(mesh, failure.host) ||
  isAmongAlternatives(failure, mesh) ||
  isPatched(failure, mesh) ||
  isRefused(failure, mesh) ||
  isOfOtherPods(failure, mesh) ||
  isOfLostFiles(failure, mesh) ||
  isForOrigination(failure, mesh) ||
  isOfUnknownClients(failure, mesh) ||
  isOpened(failure, mesh) ||
  isOfIgnoredSettings(failure, mesh) ||
  isOfDroppedServer(failure, mesh) ||
  isOfRefusedName(failure) ||
  namesUnclearGateway(failure, mesh) ||
  isUnserved(failure, mesh);

/** A template may make what is missing. */
const isHidden = (mesh: Mesh): boolean =>
  (['VirtualService', 'Gateway', 'DestinationRule', 'ServiceEntry'] as const).some((it) => mesh.hasHidden(it));

/** What is missing has a name that somebody will fill in, or may be what will be filled in elsewhere. */
function isToBeFilledIn({ cause }: Failure): boolean {
  if (cause.reason !== 'no-cluster' || !cause.destination) return false;
  const { object } = cause.why ?? {};
  const subsets = object && isOfKind(object, 'DestinationRule') ? object.resource.spec.subsets : [];
  const names = [cause.destination.host, cause.destination.subset, ...subsets.map((it) => it.name?.value ?? '')];
  return names.some(hasPlaceholder);
}

/** The destination is not written as Istio reads it, which is said of it wherever it is written. */
function isMiswrittenHost(failure: Failure, mesh: Mesh): boolean {
  const { to } = missingCluster(failure) ?? {};
  return to?.destination.host !== undefined && isMiswritten(mesh, to.object, to.destination.host.value);
}

/** The manifests have several objects of one name, of which only one will be there. */
const isAmongAlternatives = ({ cause, hop, passed }: Failure, mesh: Mesh): boolean => {
  const evidence = [...passed, hop].flatMap((it) => [...it.because, ...it.passedOver]);
  return [...cause.places, ...evidence].some(
    ({ object }) => object && mesh.find(object.resource.kind, object.namespace, object.name).length > 1,
  );
};

/** An EnvoyFilter changes a proxy on the way, or was to send the SNI of the application with what goes to the gateway. */
const isPatched = ({ cause, trace: { assumptions } }: Failure, mesh: Mesh): boolean =>
  assumptions.some(({ object }) => object?.resource.kind === 'EnvoyFilter') ||
  (cause.reason === 'no-filter-chain' &&
    mesh
      .all('EnvoyFilter')
      .some((it) => it.resource.spec.filters.some((f) => isRemovedFilter(f.filterName?.value ?? ''))));

/** A DestinationRule begins TLS for pods with other labels: requests of those are meant. */
const isOfOtherPods = (failure: Failure, mesh: Mesh): boolean =>
  isAboutTls(failure) && (passedOver(failure, 'D8').length > 0 || isOfPodsElsewhere(failure, mesh));

/** Those pods are in another namespace, and read it. */
const isOfPodsElsewhere = ({ hop, host }: Failure, mesh: Mesh): boolean =>
  // D1, D8
  hop.proxy.type === 'sidecar' &&
  hop.passedOver.some(
    ({ fact, object }) =>
      (fact === 'D1' || fact === 'D2') &&
      isOfKind(object, 'DestinationRule') &&
      object.resource.spec.workloadSelector &&
      tracesTo(mesh, host).some(({ hops }) => hops[0]?.because.some((it) => it.object === object)),
  );

/** Mutual TLS is made of files that proxies no longer have, which is said where they are named. */
const isOfLostFiles = ({ cause: { reason, places } }: Failure, mesh: Mesh): boolean =>
  reason === 'mtls-error' &&
  places.some(
    ({ object }) =>
      (isOfKind(object, 'Gateway') || isOfKind(object, 'DestinationRule')) && meshFilesOf(object, mesh).length > 0,
  );

/** A VirtualService that everybody sees is often meant for clients of its namespace, who have the DestinationRule with it. */
function isOfUnknownClients(failure: Failure, mesh: Mesh): boolean {
  // D15
  const unread = unreadRule(failure);
  return unread !== undefined && !areClientsKnown(mesh, unread);
}

/** TLS is missing because nothing applies the settings of a DestinationRule, which is said there. */
function isOfIgnoredSettings(failure: Failure, mesh: Mesh): boolean {
  // D6
  if (lostTls(failure, 'D6')) return true;
  const sender = senderOf(failure);
  const applied = sender && lacksTls(failure) ? appliedRule(sender) : undefined;
  return applied !== undefined && unknownPorts(mesh, applied).some((it) => it.isTls);
}

/** Istio leaves out a server for another with the same host, which is said there, or for an alternative of its Gateway. */
const isOfDroppedServer = (failure: Failure, mesh: Mesh): boolean =>
  // G8, G9, G11
  passedOver(failure, 'G8', 'G9', 'G11').some(
    ({ object, fact }) =>
      object.resource.kind === 'Gateway' &&
      (fact === 'G8' || mesh.find('Gateway', object.namespace, object.name).length > 1),
  );

/** Envoy refuses the port for a name that a rule asks for, which is said there. */
const isOfRefusedName = (failure: Failure): boolean =>
  passedOver(failure, 'G14').some(({ object }) => object.resource.kind === 'VirtualService');

const isAboutTls = ({ cause: { reason } }: Failure): boolean =>
  reason === 'plaintext-to-tls' || reason === 'double-tls';

/** The application speaks TLS to a port at which its proxy begins TLS for requests that come to another port in plaintext. */
const isForOrigination = (failure: Failure, mesh: Mesh): boolean =>
  failure.cause.reason === 'double-tls' &&
  // of a rule that sends them to a port without it, that is said
  (originationElsewhere(mesh, failure.host)?.port === failure.trace.request.port ||
    // a rule for TLS says that it comes there as well
    (!isByTlsRule(failure.hop) && isUsedByPlaintext(failure, mesh)));

/** A VirtualService for the host names a Gateway that is nowhere to be seen, or to which it is not bound. */
const namesUnclearGateway = ({ host }: Failure, mesh: Mesh): boolean =>
  mesh.withHost('VirtualService', host).some((it) => !hasClearGateways(mesh, it));

/** A VirtualService for the host is bound to gateways of which none takes it. */
const isUnserved = (failure: Failure, mesh: Mesh): boolean =>
  isUntakenAtGateway(failure) &&
  passedOver(failure, 'R4').some(
    ({ object }) =>
      isOfKind(object, 'VirtualService') && unservedHosts(mesh, object).some((it) => hostsMatch(it.host, failure.host)),
  );
