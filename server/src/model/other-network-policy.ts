import { list, present, struct, text } from '../yaml/read';
import { defineKind } from './kind';

/**
 * What stops pods in ways of its own: the policies of Cilium, Calico, Antrea, OVN and GKE, and those of Kubernetes for
 * whole clusters. Only that one speaks of egress is read, so that nobody is said to be free who may not be.
 */
export const otherNetworkPolicy = defineKind({
  name: 'OtherNetworkPolicy',
  groups: [
    'cilium.io',
    'crd.projectcalico.org',
    'projectcalico.org',
    'crd.antrea.io',
    'policy.networking.k8s.io',
    'networking.gke.io',
    'k8s.ovn.org',
  ],
  kinds: [
    'NetworkPolicy',
    'GlobalNetworkPolicy',
    'CiliumNetworkPolicy',
    'CiliumClusterwideNetworkPolicy',
    'AdminNetworkPolicy',
    'BaselineAdminNetworkPolicy',
    'ClusterNetworkPolicy',
    'FQDNNetworkPolicy',
    'EgressFirewall',
  ],
  aside: true,
  at: 'object',
  spec: struct({
    spec: struct({ egress: present, egressDeny: present, types: list(text) }),
    /** Cilium's way to say several at once. */
    specs: present,
  }),
  *mentions() {},
});

/** Whether objects of that type hold for every namespace. */
export const isForAllNamespaces = (type: string): boolean => /Global|Cluster|Admin/.test(type);
