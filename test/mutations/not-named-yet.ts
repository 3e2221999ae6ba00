import type { CellList } from './cells';

/*
 * What the rules still miss: mutations, and the keys of the scenarios. Both lists only ever get shorter: a cell that has
 * become right is to be taken off. `npm run mutations -- list` prints what is left of the first.
 */

/** What makes scenarios worse and is not named yet. */
export const notNamedYet: CellList = {
  'an object is missing':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual timeout http two-hosts https both wrapped mutual origination-mutual sidecar-tls sidecar-mutual wildcard-one wildcard-address tcp tcp-mutual own-gateway failover federation split k-timeout k-elsewhere waypoint-policy closed closed-port exported imported by-namespace by-sni by-account by-path',
  'an object has another name': 'external-name waypoint-policy',
  'an object is in another namespace':
    'sidecar-tls sidecar-mutual external-name failover waypoint waypoint-tls waypoint-policy imported',
  'an object is in the namespace of Istio':
    'sidecar-tls sidecar-mutual external-name failover waypoint waypoint-tls waypoint-policy',
  'exported to its own namespace only':
    'sidecar-tls own-gateway failover split k-origination k-mutual closed-port exported imported',
  'exported to another namespace only':
    'old-wrapped timeout wrapped sidecar-tls tcp-mutual failover federation split k-timeout waypoint-policy closed-port exported imported by-namespace by-account',
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
  'a match has the other usual port':
    'old-mutual old-wrapped old-origination old-origination-mutual two-hosts https wrapped mutual wildcard-one wildcard-address own-gateway split closed closed-port exported imported by-namespace by-sni by-account by-path',
  'a match has the port of the pods':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual http two-hosts https both wrapped mutual origination-mutual wildcard-one wildcard-address own-gateway split closed closed-port exported imported by-namespace by-sni by-account by-path',
  'a match has a port that is nowhere':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual http two-hosts https both wrapped mutual origination-mutual wildcard-one wildcard-address tcp tcp-mutual own-gateway split closed closed-port exported imported by-namespace by-sni by-account by-path',
  'the host of a VirtualService is misspelt': 'timeout',
  'a VirtualService is for the gateway’s host':
    'old-http old-mutual old-origination old-origination-mutual timeout http two-hosts mutual origination-mutual tcp tcp-mutual own-gateway by-namespace by-path',
  'a VirtualService is for all hosts of the domain': 'two-hosts',
  'a name of TLS is a pattern that Envoy does not know': 'wildcard-one wildcard-address',
  'another address is matched': 'tcp tcp-mutual',
  'the host of a ServiceEntry is misspelt':
    'old-wrapped https wrapped wildcard-address tcp tcp-mutual split waypoint waypoint-policy waypoint-elsewhere exported by-sni by-account',
  'a host without addresses has them': 'waypoint-policy',
  'a port of a ServiceEntry is another':
    'old-http old-mutual old-wrapped http two-hosts https both wrapped mutual wildcard-one wildcard-address tcp tcp-mutual failover federation split k-origination k-policy k-wildcard waypoint waypoint-tls waypoint-policy waypoint-elsewhere closed closed-port exported imported by-namespace by-sni by-account by-path',
  'a port of a ServiceEntry is missing': 'old-http http both waypoint-policy',
  'a port is said to speak something else': 'waypoint-policy sidecar-mutual:ports.1',
  'a port is said to speak TLS': 'old-origination old-origination-mutual sidecar-mutual waypoint waypoint-policy',
  'a port is said to speak HTTP': 'k-http',
  'the host is said to be in the mesh':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual direct registry-only timeout http two-hosts https both wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual wildcard wildcard-one wildcard-address wildcard-any proxy tcp tcp-mutual dns own-gateway failover federation split k-timeout k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere closed k-closed closed-port exported imported by-namespace by-sni by-account by-path',
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
  'a NetworkPolicy is about what comes in': 'closed k-closed closed-port',
  'an AuthorizationPolicy selects other pods': 'by-namespace by-account by-path',
  'an AuthorizationPolicy is for no object': 'waypoint-policy',
  'an AuthorizationPolicy is for another object': 'waypoint-policy',
  'an identity begins like a URL': 'by-account',
  'an AuthorizationPolicy names the port of the pods': 'waypoint-policy',
  'a Sidecar does not import': 'imported',
  'a Sidecar imports something misspelt': 'imported',
  'a backend is misspelt': 'k-elsewhere',
  'a backend has the other usual port': 'k-mutual',
  'a backend is in another namespace': 'k-http k-https k-mutual k-wildcard k-elsewhere k-closed',
  'no waypoint is named': 'waypoint waypoint-tls waypoint-policy waypoint-elsewhere',
  'a waypoint is for pods': 'waypoint waypoint-tls waypoint-policy',
  'a waypoint is for nothing': 'waypoint waypoint-tls waypoint-policy',
};

/** What makes nothing worse and is reported nevertheless. */
export const inVainYet: CellList = {
  // sidecars take HTTP for the host on port 80 without a ServiceEntry, too
  'a port of a ServiceEntry is another': 'origination',
  'a port of a ServiceEntry is missing': 'origination',
  'a destination is a short name':
    'old-http old-origination two-hosts https both wildcard-one wildcard-address tcp by-sni by-path',
  'a match names no gateways': 'old-wrapped wrapped origination-mutual by-account',
  'a rule matches everything': 'old-wrapped wrapped by-account',
  'a port is said to speak something else':
    'old-origination old-origination-mutual direct registry-only sidecar-tls sidecar-mutual:ports.0 own-gateway failover federation k-http k-origination k-policy k-mutual k-wildcard waypoint-tls',
  'another VirtualService takes the host first': 'timeout two-hosts',
  'a rule for everything comes first': 'timeout',
  'a setting of the port takes the place of TLS': 'external-name',
  'a listener speaks HTTPS': 'waypoint waypoint-tls waypoint-policy',
  'a listener takes routes of another kind': 'waypoint-elsewhere',
  'an object is in another namespace': 'by-sni',
};
