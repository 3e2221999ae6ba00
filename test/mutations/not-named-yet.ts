import type { CellList } from './cells';

/*
 * What the rules still miss: mutations, and the keys of the scenarios. Both lists only ever get shorter: a cell that has
 * become right is to be taken off. `npm run mutations -- list` prints what is left of the first.
 */

/** What makes scenarios worse and is not named yet. */
export const notNamedYet: CellList = {
  'an object is missing':
    'timeout sidecar-tls sidecar-mutual own-gateway failover federation k-timeout k-elsewhere waypoint-policy',
  'an object has another name': 'external-name waypoint-policy',
  'an object is in another namespace': 'external-name waypoint waypoint-policy imported',
  'an object is in the namespace of Istio': 'external-name waypoint waypoint-policy',
  'exported to its own namespace only': 'own-gateway',
  'exported to another namespace only': 'timeout sidecar-tls failover federation k-timeout waypoint-policy',
  'another ServiceEntry has the host in another namespace': 'waypoint waypoint-policy',
  'a destination names a subset': 'split',
  'a destination has the other usual port': 'old-origination old-origination-mutual both origination-mutual',
  'a match names no port': 'old-origination-mutual',
  'a match has the other usual port': 'old-origination old-origination-mutual',
  'the host of a VirtualService is misspelt': 'timeout',
  'a VirtualService is for the gateway’s host': 'timeout own-gateway',
  'a VirtualService is for all hosts of the domain': 'two-hosts',
  'the host of a ServiceEntry is misspelt': 'tcp tcp-mutual waypoint waypoint-policy waypoint-elsewhere by-sni',
  'a host without addresses has them': 'waypoint-policy',
  'a port of a ServiceEntry is another':
    'failover federation k-origination k-policy k-wildcard waypoint waypoint-tls waypoint-policy waypoint-elsewhere',
  'a port of a ServiceEntry is missing': 'waypoint-policy',
  'a port is said to speak something else': 'waypoint-policy',
  'a port is said to speak TLS': 'old-origination old-origination-mutual waypoint waypoint-policy',
  'a port is said to speak HTTP': 'k-http',
  'a host has no endpoints': 'federation',
  'the port of the gateway’s Service is another': 'own-gateway',
  'the Service selects other pods': 'closed-port exported imported',
  'the selector is misspelt': 'federation',
  'the selector is that of the ingress gateway': 'federation',
  'the selector is that of a release of the Helm chart': 'federation',
  'the selector asks for one label more': 'federation',
  'a NetworkPolicy is for some pods only': 'closed k-closed closed-port',
  'an AuthorizationPolicy is for no object': 'waypoint-policy',
  'an AuthorizationPolicy is for another object': 'waypoint-policy',
  'an AuthorizationPolicy names the port of the pods': 'waypoint-policy',
  'a backend is misspelt': 'k-elsewhere',
  'a backend has the other usual port': 'k-mutual',
  'a backend is in another namespace': 'k-http k-https k-mutual k-wildcard k-elsewhere k-closed',
  'no waypoint is named': 'waypoint waypoint-tls waypoint-policy waypoint-elsewhere',
  'a waypoint is for pods': 'waypoint waypoint-tls waypoint-policy',
  'a waypoint is for nothing': 'waypoint waypoint-tls waypoint-policy',
};

/** What makes nothing worse and is reported nevertheless. */
export const inVainYet: CellList = {};
