import type { CutOff } from './cut-off';
import type { Hole } from './hole';

/** A hole in few words, for a column of a table. */
export const holeLabel = (hole: Hole): string => `${hole.isSure ? '' : 'perhaps '}${openingLabel(hole)}`;

function openingLabel(hole: Hole): string {
  switch (hole.kind) {
    case 'no-network-policy':
    case 'network-policy-unknown':
      return 'no NetworkPolicy';
    case 'network-policy-lets-out':
      return `NetworkPolicy lets out to ${hole.to ?? 'everywhere'}`;
    case 'host-network':
      return 'hostNetwork';
    case 'sent-directly':
      return 'sent directly';
    case 'unknown-let-through':
      return hole.mode ?? 'ztunnel';
    case 'any-address':
      return 'resolution NONE';
    case 'no-sidecar':
      return 'no sidecar';
    case 'not-captured':
      return captureLabels[hole.by];
  }
}

const captureLabels: Readonly<Record<Extract<Hole, { kind: 'not-captured' }>['by'], string>> = {
  excludeOutboundPorts: 'excluded port',
  excludeIPRanges: 'excluded addresses',
  includeIPRanges: 'addresses not included',
  interceptionMode: 'interceptionMode NONE',
};

/** A hole in a sentence, for somebody who reads it for the security of a cluster. */
export function holeText(hole: Hole): string {
  switch (hole.kind) {
    case 'no-network-policy':
      return 'No NetworkPolicy in these manifests isolates these pods, so one can go around its proxy and dial the host itself.';
    case 'network-policy-unknown':
      return unknownTexts[hole.why];
    case 'network-policy-lets-out':
      return letOutText(hole);
    case 'host-network':
      return 'Pods on the network of their machine have no sidecar, and no NetworkPolicy holds for them.';
    case 'sent-directly':
      return 'The mesh itself sends these requests straight to the host.';
    case 'unknown-let-through':
      return `${hole.mode === undefined ? 'A ztunnel, whatever the mesh says,' : `With ${hole.mode} a proxy`} lets through what it does not know: the host on another port, or its address under another name.`;
    case 'any-address':
      return 'With resolution NONE a proxy sends to whatever address is dialled, so a pod that names that host reaches this one.';
    case 'no-sidecar':
      return hole.isSure
        ? 'These pods have no sidecar and dial the host themselves.'
        : 'Nothing that is written here gives the pods of this namespace a sidecar; without one they dial the host themselves.';
    case 'not-captured':
      return captureText(hole);
  }
}

const unknownTexts: Readonly<Record<Extract<Hole, { kind: 'network-policy-unknown' }>['why'], string>> = {
  selection:
    'Whether the NetworkPolicy isolates these pods is not known: it names no namespace, or a template fills in whom it selects.',
  template: 'A template may make NetworkPolicies, or rules of them, that cannot be seen here.',
  'other-kind': 'A policy that is none of Kubernetes’ own has a say in what these pods dial, and is not read here.',
};

const letOutText = ({ to, isSure }: Extract<Hole, { kind: 'network-policy-lets-out' }>): string =>
  to === undefined
    ? `The NetworkPolicy isolates these pods, but ${isSure ? 'lets them' : 'may let them'} dial everybody on this port.`
    : isSure
      ? `The NetworkPolicy isolates these pods, but lets them dial ${to}, where the host is.`
      : `The NetworkPolicy lets these pods dial ${to}; whether the host is there, the manifests do not say.`;

function captureText({ by, isSure }: Extract<Hole, { kind: 'not-captured' }>): string {
  const where = isSure ? 'the host is' : 'the host may be';
  switch (by) {
    case 'excludeOutboundPorts':
      return 'The port is excluded from the sidecar, so connections to it pass no proxy.';
    case 'excludeIPRanges':
      return `Connections to these addresses, where ${where}, pass no proxy.`;
    case 'includeIPRanges':
      return `Only connections to these addresses pass the sidecar, and ${where} elsewhere.`;
    case 'interceptionMode':
      return 'Nothing is redirected to the sidecar, so connections pass no proxy.';
  }
}

/** What is cut off, in few words. */
export function cutOffLabel(it: CutOff): string {
  switch (it.from) {
    case 'dns':
      return it.protocols.includes('UDP') ? 'DNS' : 'DNS over TCP';
    case 'istiod':
      return 'istiod';
    case 'gateway':
      return `${it.workload} port ${it.port}`;
    case 'host':
      return 'the host';
  }
}

/** What is cut off from which pods, and what comes of it, in a sentence. */
export function cutOffText(it: CutOff, pods = 'these pods'): string {
  switch (it.from) {
    case 'dns':
      return it.protocols.includes('UDP')
        ? `${noPolicyLets} DNS out of ${pods}, on ${it.protocols.join(' and ')} port 53, so they find no host at all.`
        : `${noPolicyLets} DNS over TCP out of ${pods}, on port 53, so answers that are too long for UDP are lost.`;
    case 'istiod':
      return `${noPolicyLets} ${pods} reach istiod on port ${it.port}, so their sidecars get neither configuration nor certificates.`;
    case 'gateway': {
      const service = it.port === it.servicePort ? '' : `, where port ${it.servicePort} of its Service leads`;
      return `${noPolicyLets} ${pods} reach those of ${it.workload} on port ${it.port}${service}.`;
    }
    case 'host':
      return `${noPolicyLets} ${pods} dial the host, so what their proxy sends straight there is dropped.`;
  }
}

const noPolicyLets = 'No NetworkPolicy in these manifests lets';
