import type { CellList } from './cells';

/*
 * What the rules still miss: mutations, and the keys of the scenarios. Both lists only ever get shorter: a cell that has
 * become right is to be taken off. `npm run mutations -- list` prints what is left of the first.
 */

/** What makes scenarios worse and is not named yet. */
export const notNamedYet: CellList = {
  'an object is missing':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual timeout http two-hosts https both wrapped mutual origination-mutual sidecar-tls sidecar-mutual wildcard-one wildcard-address tcp tcp-mutual own-gateway failover federation split k-timeout k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint-tls waypoint-policy closed k-closed closed-port exported imported by-namespace by-sni by-account by-path',
  'an object has another name': 'external-name waypoint-policy',
  'an object is in another namespace':
    'sidecar-tls sidecar-mutual external-name failover k-http k-https k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy k-closed imported',
  'an object is in the namespace of Istio':
    'sidecar-tls sidecar-mutual external-name failover k-http k-https k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy k-closed',
  'exported to its own namespace only':
    'sidecar-tls own-gateway failover k-origination k-mutual closed-port exported imported',
  'exported to another namespace only':
    'timeout sidecar-tls failover federation split k-timeout waypoint-policy by-namespace',
  'exported to one namespace fewer': 'closed-port exported imported',
  'another ServiceEntry has the host in another namespace':
    'sidecar-tls failover waypoint waypoint-tls waypoint-policy',
  'the gateway is not among the gateways': 'federation split',
  'no gateways are named': 'federation split',
  'a match names no gateways': 'by-namespace',
  'a match is for the other leg': 'both wildcard-one wildcard-address own-gateway',
  'a rule matches everything': 'by-namespace',
  'a rule is missing': 'both wildcard-one wildcard-address own-gateway',
  'a rule for everything comes first': 'both',
  'the legs have each other’s destinations':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual http two-hosts https both wrapped mutual origination wildcard-one wildcard-address tcp tcp-mutual own-gateway closed closed-port exported imported by-namespace by-sni by-account by-path',
  'both legs send to the gateway': 'by-namespace by-account',
  'a destination is misspelt':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual two-hosts https both wildcard-one wildcard-address tcp closed by-sni by-path',
  'a destination is in another namespace': 'closed',
  'a destination names a subset': 'split',
  'a destination has the other usual port': 'old-origination old-origination-mutual both origination-mutual',
  'a match names no port': 'old-origination-mutual',
  'a match has the other usual port': 'old-origination old-origination-mutual own-gateway',
  'a match has the port of the pods': 'own-gateway',
  'a match has a port that is nowhere': 'own-gateway',
  'the host of a VirtualService is misspelt': 'timeout',
  'a VirtualService is for the gateway’s host':
    'old-http old-mutual old-origination old-origination-mutual timeout http two-hosts mutual origination-mutual tcp tcp-mutual own-gateway by-namespace by-path',
  'a VirtualService is for all hosts of the domain': 'two-hosts',
  'a name of TLS is a pattern that Envoy does not know': 'wildcard-one wildcard-address',
  'another address is matched': 'tcp tcp-mutual',
  'the host of a ServiceEntry is misspelt': 'tcp tcp-mutual split waypoint waypoint-policy waypoint-elsewhere',
  'a host without addresses has them': 'waypoint-policy',
  'a port of a ServiceEntry is another':
    'failover federation k-origination k-policy k-mutual k-wildcard waypoint waypoint-tls waypoint-policy waypoint-elsewhere',
  'a port of a ServiceEntry is missing': 'k-http k-mutual waypoint-policy',
  'a port is said to speak something else': 'waypoint-policy sidecar-mutual:ports.1',
  'a port is said to speak TLS':
    'old-origination old-origination-mutual sidecar-mutual k-timeout k-http k-mutual k-elsewhere waypoint waypoint-policy',
  'a port is said to speak HTTP': 'k-http',
  'a host has no endpoints': 'federation',
  'the port of the gateway’s Service is another': 'own-gateway',
  'the Service leads to another port of the pods': 'closed-port',
  'the Service selects other pods': 'closed-port exported imported',
  'a Secret is in the namespace of the client': 'origination-mutual',
  'a Secret is in the namespace of Istio': 'sidecar-mutual k-mutual',
  'the selector is misspelt': 'federation',
  'the selector is that of the ingress gateway': 'federation',
  'the selector is that of a release of the Helm chart': 'federation',
  'the selector asks for one label more': 'federation',
  'a server sends to https': 'old-http old-origination http two-hosts both own-gateway federation by-path',
  'a DestinationRule begins no TLS': 'sidecar-mutual',
  'a DestinationRule begins the mesh’s TLS': 'sidecar-mutual',
  'a policy is for another port': 'sidecar-mutual',
  'a DestinationRule is for other pods': 'sidecar-mutual',
  'a NetworkPolicy is for some pods only': 'closed k-closed closed-port',
  'an AuthorizationPolicy is for no object': 'waypoint-policy',
  'an AuthorizationPolicy is for another object': 'waypoint-policy',
  'an AuthorizationPolicy names the port of the pods': 'waypoint-policy',
  'a parent is in another namespace':
    'k-timeout k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere k-closed',
  'a parent has no namespace': 'k-elsewhere',
  'a parent has a port that is not there': 'k-timeout k-http k-https k-mutual k-wildcard k-elsewhere k-closed',
  'a route has no parents': 'k-timeout k-http k-https k-mutual k-wildcard k-elsewhere k-closed',
  'a backend is misspelt': 'k-http k-https k-wildcard k-elsewhere k-closed',
  'a backend has the other usual port': 'k-http k-mutual',
  'a backend is in another namespace': 'k-http k-https k-mutual k-wildcard k-elsewhere k-closed',
  'a backend has no namespace': 'k-elsewhere',
  'the name of a host of a route is misspelt': 'k-https k-wildcard k-closed',
  'a route is of another kind': 'k-https k-mutual k-wildcard k-elsewhere k-closed',
  'the class of a Gateway is misspelt':
    'k-http k-https k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere k-closed',
  'the class of a Gateway is the other one of Istio': 'k-http k-https k-wildcard k-elsewhere k-closed',
  'a policy for TLS is for another port': 'k-policy',
  'no waypoint is named': 'waypoint waypoint-tls waypoint-policy waypoint-elsewhere',
  'a waypoint is for pods': 'waypoint waypoint-tls waypoint-policy',
  'a waypoint is for nothing': 'waypoint waypoint-tls waypoint-policy',
};

/** What makes nothing worse and is reported nevertheless. */
export const inVainYet: CellList = {
  'a destination is a short name':
    'old-http old-origination two-hosts https both wildcard-one wildcard-address tcp by-sni by-path',
  'a match names no gateways': 'old-wrapped wrapped origination-mutual by-account',
  'a rule matches everything': 'old-wrapped wrapped by-account',
  'a port is said to speak something else':
    'old-origination old-origination-mutual direct registry-only sidecar-tls sidecar-mutual:ports.0 own-gateway failover federation k-http k-origination k-policy k-mutual k-wildcard waypoint-tls',
  'another VirtualService takes the host first': 'timeout two-hosts',
  'a rule for everything comes first': 'timeout',
  'a setting of the port takes the place of TLS': 'external-name',
  'an object names no namespace': 'k-origination k-mutual',
  'a listener speaks HTTPS': 'waypoint waypoint-tls waypoint-policy',
  'a listener takes routes of another kind': 'waypoint-elsewhere',
  'an object is in another namespace': 'by-sni',
};
