import type { CellList } from './cells';

/*
 * What the rules still miss: mutations, and the keys of the scenarios. Both lists only ever get shorter: a cell that has
 * become right is to be taken off. `npm run mutations -- list` prints what is left of the first.
 */

/** What makes scenarios worse and is not named yet. */
export const notNamedYet: CellList = {
  'an object is missing':
    'timeout two-hosts sidecar-tls sidecar-mutual wildcard-one own-gateway failover federation split by-sni',
  'an object has another name': 'external-name',
  'an object is in another namespace': 'external-name imported',
  'an object is in the namespace of Istio': 'external-name',
  'exported to its own namespace only': 'own-gateway',
  'exported to another namespace only': 'timeout sidecar-tls failover federation',
  'a rule for everything comes first': 'both',
  'a destination is misspelt':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual two-hosts https both wildcard-one wildcard-address tcp closed by-sni by-path',
  'a destination is in another namespace': 'closed',
  'a destination names a subset': 'split',
  'a destination has the other usual port': 'old-origination old-origination-mutual both origination-mutual',
  'a match names no port': 'old-origination-mutual',
  'a match has the other usual port': 'old-origination old-origination-mutual',
  'the host of a VirtualService is misspelt': 'timeout',
  'a VirtualService is for the gateway’s host': 'timeout two-hosts own-gateway',
  'a VirtualService is for all hosts of the domain': 'two-hosts',
  'a name of TLS is a pattern that Envoy does not know': 'wildcard-one wildcard-address by-sni',
  'the host of a ServiceEntry is misspelt': 'tcp tcp-mutual split by-sni',
  'a port of a ServiceEntry is another': 'failover federation',
  'a port is said to speak TLS': 'old-origination old-origination-mutual',
  'a host has no endpoints': 'federation',
  'the port of the gateway’s Service is another': 'own-gateway',
  'the Service leads to another port of the pods': 'closed-port',
  'the Service selects other pods': 'closed-port exported imported',
  'the selector is misspelt': 'federation',
  'the selector is that of the ingress gateway': 'federation',
  'the selector is that of a release of the Helm chart': 'federation',
  'the selector asks for one label more': 'federation',
  'a NetworkPolicy is for some pods only': 'closed closed-port',
  'a backend has the other usual port': 'k-mutual',
};

/** What makes nothing worse and is reported nevertheless. */
export const inVainYet: CellList = {};
