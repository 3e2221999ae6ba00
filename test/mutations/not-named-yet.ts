import type { CellList } from './cells';

/*
 * What the rules still miss: mutations, and the keys of the scenarios. Both lists only ever get shorter: a cell that has
 * become right is to be taken off. `npm run mutations -- list` prints what is left of the first.
 */

/** What makes scenarios worse and is not named yet. */
export const notNamedYet: CellList = {
  'an object is missing':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual timeout http two-hosts https both wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual wildcard-one wildcard-address tcp tcp-mutual own-gateway failover federation split k-timeout k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint-tls waypoint-policy closed k-closed closed-port exported imported by-namespace by-sni by-account by-path',
  'an object has another name':
    'external-name own-gateway k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere k-closed closed-port exported imported',
  'an object is in another namespace':
    'old-mutual old-wrapped old-origination old-origination-mutual http wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual external-name tcp-mutual own-gateway failover k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere k-closed closed-port exported imported by-namespace by-account by-path',
  'an object is in the namespace of Istio':
    'old-origination old-origination-mutual origination sidecar-tls sidecar-mutual external-name own-gateway failover k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere k-closed closed-port exported imported',
  'exported to its own namespace only':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual http two-hosts https both wrapped mutual origination origination-mutual sidecar-tls wildcard-one wildcard-address tcp tcp-mutual own-gateway failover federation split k-origination k-mutual k-elsewhere waypoint-elsewhere closed closed-port exported imported by-namespace by-sni by-account by-path',
  'exported to another namespace only':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual timeout http two-hosts https both wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual wildcard-one wildcard-address tcp tcp-mutual own-gateway failover federation split k-timeout k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere closed k-closed closed-port exported imported by-namespace by-sni by-account by-path',
  'exported to one namespace fewer': 'closed-port exported imported',
  'another VirtualService takes the host first':
    'old-http old-mutual old-origination old-origination-mutual http two-hosts both mutual origination origination-mutual own-gateway by-namespace by-path',
  'another DestinationRule for the host comes first':
    'old-mutual old-wrapped old-origination old-origination-mutual origination origination-mutual sidecar-tls failover k-origination k-mutual waypoint-tls',
  'another ServiceEntry has the host in another namespace':
    'old-origination old-origination-mutual origination sidecar-tls failover waypoint waypoint-tls waypoint-policy',
  'the gateway is not among the gateways': 'federation',
  'no gateways are named': 'federation',
  'a match names no gateways': 'old-mutual by-namespace',
  'a match is for the other leg': 'both wildcard-one wildcard-address own-gateway',
  'a rule matches everything': 'old-mutual old-origination-mutual by-namespace',
  'a rule of TLS matches everything':
    'old-wrapped https both wildcard-one wildcard-address split closed closed-port exported imported by-sni by-account',
  'a rule is missing': 'both wildcard-one wildcard-address own-gateway',
  'a rule for everything comes first':
    'old-http old-mutual old-origination old-origination-mutual http two-hosts both mutual origination origination-mutual own-gateway by-namespace by-path',
  'the legs have each other’s destinations':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual two-hosts https both wildcard-one wildcard-address tcp own-gateway closed closed-port exported imported by-namespace by-sni by-account by-path',
  'both legs send to the gateway': 'old-mutual old-wrapped old-origination-mutual by-namespace by-account',
  'a rule is in tls and not in http':
    'old-http old-mutual old-origination old-origination-mutual http two-hosts mutual origination origination-mutual own-gateway federation by-namespace by-path',
  'a rule is in tcp and not in http':
    'old-http old-mutual old-origination old-origination-mutual http two-hosts both mutual origination origination-mutual own-gateway federation by-namespace by-path',
  'a rule is in http and not in tls':
    'old-wrapped https wrapped wildcard-one wildcard-address split closed closed-port exported imported by-sni by-account',
  'a rule is in tcp and not in tls':
    'https both wildcard-one wildcard-address split closed closed-port exported imported by-sni',
  'a rule is in http and not in tcp': 'old-wrapped wrapped tcp tcp-mutual by-account',
  'a rule is in tls and not in tcp': 'tcp tcp-mutual',
  'a destination is misspelt':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual timeout http two-hosts https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual own-gateway federation split closed closed-port exported imported by-namespace by-sni by-account by-path',
  'a destination is a short name': 'old-mutual old-wrapped old-origination-mutual closed',
  'a destination is a name and a namespace': 'both wildcard-one wildcard-address own-gateway',
  'a destination is in another namespace':
    'old-mutual old-wrapped old-origination-mutual own-gateway closed closed-port exported imported',
  'a destination names no subset':
    'wrapped mutual origination origination-mutual tcp-mutual own-gateway by-namespace by-account',
  'a destination names a subset': 'split',
  'a destination names no port': 'old-origination old-origination-mutual origination origination-mutual tcp tcp-mutual',
  'a destination has the other usual port':
    'old-http old-origination old-origination-mutual http both origination origination-mutual',
  'a destination has the port of the pods':
    'old-mutual old-wrapped old-origination-mutual wrapped mutual origination origination-mutual by-namespace by-account',
  'a match names no port': 'old-origination-mutual',
  'a match has the other usual port':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual http two-hosts https both wrapped mutual origination origination-mutual wildcard-one wildcard-address own-gateway split closed closed-port exported imported by-namespace by-sni by-account by-path',
  'a match has the port of the pods':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual http two-hosts https both wrapped mutual origination origination-mutual wildcard-one wildcard-address own-gateway split closed closed-port exported imported by-namespace by-sni by-account by-path',
  'a match has a port that is nowhere':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual http two-hosts https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual own-gateway split closed closed-port exported imported by-namespace by-sni by-account by-path',
  'a VirtualService is for the gateway’s host':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual http two-hosts https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual own-gateway closed closed-port exported imported by-namespace by-sni by-account by-path',
  'a VirtualService is for all hosts of the domain': 'two-hosts',
  'a name of TLS is misspelt':
    'old-wrapped https both wrapped wildcard-one wildcard-address split closed closed-port exported imported by-sni by-account',
  'a name of TLS is a pattern that Envoy does not know':
    'old-wrapped https both wrapped wildcard-one wildcard-address split closed closed-port exported imported by-sni by-account',
  'another address is matched': 'tcp tcp-mutual',
  'the host of a ServiceEntry is misspelt':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual timeout http two-hosts https both wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual wildcard-one wildcard-address tcp tcp-mutual own-gateway failover federation split k-timeout k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere closed k-closed closed-port exported imported by-namespace by-sni by-account by-path',
  'the host is not looked up':
    'wildcard-address federation k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere k-closed',
  'nothing says how the host is looked up':
    'wildcard-address federation k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere k-closed',
  'the host is looked up for each request':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual direct registry-only timeout http two-hosts https both wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual wildcard wildcard-one wildcard-address proxy dns own-gateway failover federation split k-timeout k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere closed k-closed closed-port exported imported by-namespace by-sni by-account by-path',
  'a host without addresses has them':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual direct registry-only timeout http two-hosts https both wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual wildcard-one wildcard-address dns own-gateway failover federation split k-timeout k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere closed k-closed closed-port exported imported by-namespace by-sni by-account by-path',
  'a port of a ServiceEntry is another':
    'old-origination old-origination-mutual origination origination-mutual sidecar-tls sidecar-mutual failover federation k-timeout k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere k-closed',
  'a port of a ServiceEntry is missing':
    'old-origination old-origination-mutual origination origination-mutual sidecar-tls sidecar-mutual k-http k-origination k-policy k-mutual waypoint-policy',
  'a port is said to speak something else':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual registry-only http two-hosts https both wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual wildcard wildcard-one wildcard-address wildcard-any tcp tcp-mutual federation split k-http k-https k-origination k-policy k-mutual k-elsewhere waypoint-policy closed k-closed closed-port exported imported by-namespace by-sni by-account by-path',
  'a port is said to speak TLS':
    'old-http old-mutual old-origination old-origination-mutual timeout http two-hosts both mutual origination origination-mutual sidecar-tls sidecar-mutual tcp tcp-mutual failover federation k-timeout k-http k-origination k-policy k-mutual k-elsewhere waypoint waypoint-tls waypoint-policy by-namespace by-path',
  'a port is said to speak HTTP':
    'old-wrapped direct registry-only https both wrapped own-gateway split k-http k-https k-mutual k-wildcard waypoint-elsewhere closed k-closed closed-port exported imported by-sni by-account',
  'a port has another name': 'k-policy',
  'the host is said to be in the mesh':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual direct registry-only timeout http two-hosts https both wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual wildcard wildcard-one wildcard-address wildcard-any proxy tcp tcp-mutual dns own-gateway failover federation split k-timeout k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere closed k-closed closed-port exported imported by-namespace by-sni by-account by-path',
  'the port leads to another': 'federation',
  'a host has no endpoints': 'wildcard-address tcp tcp-mutual federation',
  'the Service leads to another port of the pods': 'closed-port',
  'the gateway’s pods have another label': 'own-gateway',
  'a Secret is in the namespace of the client': 'origination-mutual',
  'a Secret is in the namespace of Istio': 'sidecar-mutual k-mutual',
  'the selector is misspelt':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual http two-hosts https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual own-gateway federation split closed by-namespace by-sni by-account by-path',
  'the selector is that of the ingress gateway':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual http two-hosts https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual own-gateway federation split closed by-namespace by-sni by-account by-path',
  'the selector is that of a release of the Helm chart':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual http two-hosts https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual own-gateway federation split closed by-namespace by-sni by-account by-path',
  'the selector asks for one label more':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual http two-hosts https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual own-gateway federation split closed by-namespace by-sni by-account by-path',
  'a server has the other usual port': 'federation',
  'a server has a port that is nowhere': 'federation',
  'a server speaks HTTP':
    'old-mutual old-wrapped old-origination-mutual https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual split closed closed-port exported imported by-namespace by-sni by-account',
  'a server speaks HTTPS':
    'old-http old-wrapped old-origination http two-hosts both wrapped tcp-mutual own-gateway federation by-account by-path',
  'a server speaks TLS':
    'old-http old-mutual old-origination old-origination-mutual http two-hosts both mutual origination origination-mutual own-gateway federation by-namespace by-path',
  'a server speaks TCP':
    'old-http old-mutual old-origination old-origination-mutual http two-hosts both mutual origination origination-mutual own-gateway federation by-namespace by-path',
  'a server has no TLS':
    'old-mutual old-wrapped old-origination-mutual https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp-mutual split closed closed-port exported imported by-namespace by-sni by-account',
  'a server does not say what it does with TLS':
    'old-mutual old-wrapped old-origination-mutual wrapped mutual origination origination-mutual tcp-mutual by-namespace by-account',
  'a server passes TLS through':
    'old-mutual old-wrapped old-origination-mutual wrapped mutual origination origination-mutual tcp-mutual by-namespace by-account',
  'a server passes TLS through by its name':
    'old-mutual old-wrapped old-origination-mutual https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp-mutual split closed closed-port exported imported by-namespace by-sni by-account',
  'a server ends TLS':
    'old-mutual old-wrapped old-origination-mutual https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp-mutual split closed closed-port exported imported by-namespace by-sni by-account',
  'a server ends TLS and asks for a certificate':
    'old-mutual old-wrapped old-origination-mutual https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp-mutual split closed closed-port exported imported by-namespace by-sni by-account',
  'a server ends the mesh’s TLS':
    'https both wildcard-one wildcard-address split closed closed-port exported imported by-sni',
  'a host of a server is one of another namespace':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual http two-hosts https wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual own-gateway federation split closed closed-port exported imported by-namespace by-sni by-account by-path',
  'a server sends to https': 'old-http old-origination http two-hosts both tcp own-gateway federation by-path',
  'another Gateway has the port for something else':
    'old-http old-mutual old-wrapped old-origination old-origination-mutual http two-hosts https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual own-gateway federation split closed closed-port exported imported by-namespace by-sni by-account by-path',
  'another Gateway has the host on the port':
    'old-mutual old-wrapped old-origination-mutual https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual split closed closed-port exported imported by-namespace by-sni by-account',
  'a DestinationRule begins no TLS':
    'old-mutual old-wrapped old-origination old-origination-mutual wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual tcp-mutual own-gateway failover k-origination k-mutual waypoint-tls by-namespace by-account',
  'a DestinationRule begins TLS':
    'old-mutual old-wrapped old-origination-mutual wrapped mutual origination origination-mutual tcp-mutual k-origination k-mutual by-namespace by-account',
  'a DestinationRule begins TLS with a certificate':
    'old-mutual old-wrapped old-origination old-origination-mutual wrapped mutual origination origination-mutual sidecar-tls tcp-mutual own-gateway failover k-origination k-mutual waypoint-tls by-namespace by-account',
  'a DestinationRule begins the mesh’s TLS':
    'old-origination old-origination-mutual origination origination-mutual sidecar-tls sidecar-mutual own-gateway failover k-origination k-mutual waypoint-tls',
  'a DestinationRule has no TLS':
    'old-mutual old-wrapped old-origination old-origination-mutual wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual tcp-mutual own-gateway failover k-origination k-mutual waypoint-tls by-namespace by-account',
  'the name of TLS is misspelt':
    'old-mutual old-wrapped old-origination-mutual wrapped mutual origination origination-mutual tcp-mutual k-origination k-mutual by-namespace by-account',
  'the name of TLS is not written':
    'old-mutual old-wrapped old-origination-mutual wrapped mutual origination origination-mutual tcp-mutual k-origination k-mutual by-namespace by-account',
  'a certificate is not named': 'origination-mutual sidecar-mutual k-mutual',
  'the server’s certificate is not checked':
    'old-origination old-origination-mutual origination origination-mutual sidecar-tls sidecar-mutual own-gateway failover k-origination k-mutual waypoint-tls',
  'a policy is for another port':
    'old-mutual old-wrapped old-origination old-origination-mutual origination origination-mutual sidecar-tls sidecar-mutual k-origination k-mutual',
  'a policy of a subset is for another port':
    'wrapped mutual origination origination-mutual tcp-mutual own-gateway by-namespace by-account',
  'a policy is for the port of the pods':
    'old-mutual old-wrapped old-origination old-origination-mutual origination origination-mutual sidecar-tls sidecar-mutual k-origination k-mutual',
  'TLS is begun on every port': 'sidecar-tls',
  'a setting of the port takes the place of TLS': 'failover waypoint-tls',
  'the host of a DestinationRule is misspelt':
    'old-mutual old-wrapped old-origination old-origination-mutual origination origination-mutual sidecar-tls sidecar-mutual failover k-origination k-mutual waypoint-tls',
  'the host of a DestinationRule is a short name': 'old-mutual old-wrapped old-origination-mutual',
  'a subset has labels': 'own-gateway',
  'a subset has labels that no pod has': 'own-gateway',
  'a DestinationRule is for no pods of its own': 'sidecar-mutual',
  'a DestinationRule is for other pods': 'sidecar-mutual',
  'a NetworkPolicy lets out to another port': 'closed k-closed closed-port',
  'a NetworkPolicy has the port of the Service': 'closed-port',
  'a NetworkPolicy lets out by another protocol': 'closed k-closed closed-port',
  'a NetworkPolicy names another namespace': 'closed k-closed closed-port',
  'a NetworkPolicy names other pods': 'k-closed',
  'a NetworkPolicy does not let out to': 'closed k-closed closed-port',
  'a NetworkPolicy lets out to everywhere': 'closed k-closed closed-port',
  'a NetworkPolicy lets out to all addresses': 'closed k-closed closed-port',
  'a NetworkPolicy is for some pods only': 'closed k-closed closed-port',
  'a NetworkPolicy is about what comes in': 'closed k-closed closed-port',
  'an AuthorizationPolicy selects other pods': 'by-namespace by-account by-path',
  'an AuthorizationPolicy is for no object': 'waypoint-policy',
  'an AuthorizationPolicy selects a waypoint by labels': 'waypoint-policy',
  'an AuthorizationPolicy is for another object': 'waypoint-policy',
  'an AuthorizationPolicy is for another kind': 'waypoint-policy',
  'an identity begins like a URL': 'by-account',
  'an AuthorizationPolicy names the port of the pods': 'waypoint-policy',
  'an AuthorizationPolicy asks for a path': 'by-sni by-account',
  'an AuthorizationPolicy refuses nobody': 'by-path',
  'a Sidecar does not import': 'imported',
  'a Sidecar imports something misspelt': 'imported',
  'a parent has no group': 'k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere k-closed',
  'a parent has no kind': 'k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere k-closed',
  'a parent is misspelt': 'k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere k-closed',
  'a parent is in another namespace': 'k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere k-closed',
  'a parent has no namespace': 'k-elsewhere',
  'a parent has a part that is not there':
    'k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere k-closed',
  'a parent has a port that is not there':
    'k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere k-closed',
  'a route has no parents': 'k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere k-closed',
  'a backend is a Service and not a host':
    'k-timeout k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere k-closed',
  'a backend has no group': 'k-timeout k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere k-closed',
  'a backend is misspelt': 'k-timeout k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere k-closed',
  'a backend is called like the Gateway':
    'k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere k-closed',
  'a backend is the host of a Service':
    'k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere k-closed',
  'a backend has another port':
    'k-timeout k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere k-closed',
  'a backend has the other usual port':
    'k-timeout k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere k-closed',
  'a backend has no port': 'k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere k-closed',
  'a backend is in another namespace': 'k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere k-closed',
  'a backend has no namespace': 'k-elsewhere',
  'the name of a host of a route is misspelt':
    'k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere k-closed',
  'a route is of another kind': 'k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere k-closed',
  'a route asks for a path': 'k-timeout k-http k-origination k-policy k-mutual k-elsewhere',
  'the host of a listener is misspelt':
    'k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere k-closed',
  'a listener has another port':
    'k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere k-closed',
  'a listener speaks HTTP': 'k-https k-origination k-mutual k-wildcard waypoint-elsewhere k-closed',
  'a listener speaks HTTPS': 'k-http k-https k-policy k-wildcard k-elsewhere waypoint-elsewhere k-closed',
  'a listener speaks TLS': 'k-http k-origination k-policy k-mutual k-elsewhere waypoint-elsewhere',
  'a listener’s protocol is in lower case':
    'k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint-elsewhere k-closed',
  'a listener ends TLS': 'k-https k-wildcard k-closed',
  'a listener passes TLS through': 'k-origination k-mutual',
  'a listener has no options': 'k-origination k-mutual',
  'a listener has no TLS': 'k-https k-origination k-mutual k-wildcard k-closed',
  'a listener takes routes of its own namespace': 'k-elsewhere waypoint-elsewhere',
  'a listener takes routes of other namespaces': 'waypoint-elsewhere',
  'a listener takes routes of another kind':
    'k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere k-closed',
  'the class of a Gateway is misspelt':
    'k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere k-closed',
  'the class of a Gateway is the other one of Istio':
    'k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere k-closed',
  'a policy for TLS is for another object': 'k-policy',
  'a policy for TLS is for another port': 'k-policy',
  'a policy for TLS is for a port that is not there': 'k-policy',
  'a policy for TLS is for another kind': 'k-policy',
  'the waypoint is misspelt': 'waypoint waypoint-tls waypoint-policy waypoint-elsewhere',
  'no waypoint is named': 'waypoint waypoint-tls waypoint-policy waypoint-elsewhere',
  'a waypoint is for pods': 'waypoint waypoint-tls waypoint-policy waypoint-elsewhere',
  'a waypoint is for nothing': 'waypoint waypoint-tls waypoint-policy waypoint-elsewhere',
  'a listener takes in another namespace': 'waypoint-elsewhere',
  'a waypoint’s listener is none': 'waypoint-elsewhere',
};

/** What makes nothing worse and is reported nevertheless. */
export const inVainYet: CellList = {
  'a match names no gateways': 'wrapped origination-mutual tcp-mutual',
  'there is no selector': 'closed-port exported imported',
};
