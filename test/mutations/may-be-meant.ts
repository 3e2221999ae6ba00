import type { CellList } from './cells';

/**
 * What makes scenarios worse and need not be named: what is left is as right as what there was, only for somebody who
 * means something else.
 */
export const mayBeMeant: CellList = {
  // nothing is left that speaks of the host or port that was
  'the host of a ServiceEntry is misspelt':
    'direct registry-only wildcard wildcard-any proxy dns waypoint waypoint-policy waypoint-elsewhere',
  'a port of a ServiceEntry is another':
    'direct registry-only wildcard wildcard-any proxy http:ports.1.number sidecar-tls:ports.1.number k-http:ports.1.number dns k-origination:ports.0.number k-policy:ports.0.number waypoint waypoint-tls waypoint-elsewhere failover federation',
  'a port of a ServiceEntry is missing': 'direct registry-only http:ports.1 sidecar-tls:ports.1 k-http:ports.1',
  'a port is said to speak TLS': 'direct registry-only wildcard-any waypoint old-origination old-origination-mutual',
  'a port is said to speak something else': 'proxy dns',
  // a route that names no port leads plaintext for port 443 to the gateway as well, and on to port 80
  'a port is said to speak HTTP': 'k-http',

  // the namespace comes with `kubectl -n`
  'an object names no namespace': 'waypoint waypoint-policy closed k-closed closed-port imported sidecar-mutual',

  // hosts, routes and policies may be for some clients only
  'exported to its own namespace only':
    'registry-only k-closed sidecar-tls:DestinationRule failover:DestinationRule k-origination:DestinationRule k-mutual:DestinationRule own-gateway',
  'a DestinationRule is for other pods': 'sidecar-mutual',
  'exported to another namespace only':
    'direct registry-only wildcard wildcard-any proxy dns k-timeout timeout sidecar-tls failover federation',
  'exported to everybody': 'closed-port',
  'a route asks for a path': 'k-timeout k-http k-origination k-policy k-mutual k-elsewhere',
  'labels of the client are asked for':
    'https both wrapped wrapped-two wildcard-one wildcard-address tcp tcp-mutual closed closed-port exported imported by-sni by-account old-wrapped split',
  'a Sidecar is for other pods': 'imported',
  'an AuthorizationPolicy refuses': 'waypoint-policy by-namespace by-sni by-account',
  'an AuthorizationPolicy lets in nobody': 'waypoint-policy by-namespace by-sni by-account',
  'an AuthorizationPolicy names another namespace': 'waypoint-policy by-namespace',
  'an AuthorizationPolicy names another identity': 'by-account',
  'an AuthorizationPolicy names another host': 'by-namespace by-path',
  'an AuthorizationPolicy names another name of TLS': 'by-sni',

  // the pages themselves leave namespaces without a policy, and out of ambient mode
  'pods of a namespace are not in ambient mode': 'waypoint waypoint-tls waypoint-policy waypoint-elsewhere',
  'a waypoint is switched off': 'waypoint waypoint-tls waypoint-policy waypoint-elsewhere',

  // a host of another namespace need not go through the waypoint of this one, which may have services in other manifests
  'an object is in another namespace':
    'closed:NetworkPolicy closed-port:NetworkPolicy waypoint:ServiceEntry imported:Sidecar external-name:Service',
  'an object is in the namespace of Istio':
    'closed-port:NetworkPolicy sidecar-tls:ServiceEntry failover:ServiceEntry waypoint:ServiceEntry external-name:Service',

  // a server may ask for no certificate of its clients
  'a DestinationRule begins TLS without a certificate': 'origination-mutual sidecar-mutual k-mutual',

  // one object alone is often all that somebody looks at: the rest is in other manifests
  'an object is missing':
    'timeout sidecar-tls sidecar-mutual failover own-gateway:VirtualService k-timeout k-elsewhere:Gateway',
  'an object has another name': 'external-name:Service',
  'a destination names a subset': 'split',

  // which ports of a host go through the gateway is for the author to say
  'a match has the other usual port': 'old-origination old-origination-mutual',
  'a match names no port': 'old-origination-mutual',

  // a policy for all pods is one way, one for those that are to be kept in is another
  'a NetworkPolicy is for some pods only': 'closed k-closed closed-port',
};
