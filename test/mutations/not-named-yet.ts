import type { CellList } from './cells';

/*
 * What the rules still miss: mutations, and the keys of the scenarios. Both lists only ever get shorter: a cell that has
 * become right is to be taken off. `npm run mutations -- list` prints what is left of the first.
 */

/** What makes scenarios worse and is not named yet. */
export const notNamedYet: CellList = {
  'an object is missing':
    'timeout http two-hosts https both wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual wildcard-one wildcard-address tcp tcp-mutual k-timeout k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint-tls waypoint-policy closed k-closed closed-port exported imported by-namespace by-sni by-account by-path',
  'an object has another name':
    'external-name k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere k-closed closed-port exported imported',
  'an object is in another namespace':
    'http wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual external-name tcp-mutual k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere closed k-closed closed-port exported imported by-namespace by-account by-path',
  'an object is in the namespace of Istio':
    'http wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual external-name tcp-mutual k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere closed k-closed closed-port exported imported',
  'an object names no namespace':
    'http wrapped mutual origination origination-mutual tcp-mutual waypoint waypoint-tls waypoint-policy waypoint-elsewhere closed k-closed closed-port imported',
  'exported to its own namespace only':
    'registry-only http two-hosts https both wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual wildcard-one wildcard-address tcp tcp-mutual k-origination k-policy k-mutual k-elsewhere waypoint-elsewhere closed k-closed closed-port exported imported by-namespace by-sni by-account by-path',
  'exported to another namespace only':
    'direct registry-only timeout http two-hosts https both wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual wildcard wildcard-one wildcard-address wildcard-any proxy tcp tcp-mutual k-timeout k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere closed k-closed closed-port exported imported by-namespace by-sni by-account by-path',
  'exported to everybody': 'closed-port',
  'exported to one namespace fewer': 'closed-port exported imported',
  'another VirtualService takes the host first':
    'http two-hosts both mutual origination origination-mutual by-namespace by-path',
  'another DestinationRule for the host comes first':
    'origination origination-mutual sidecar-tls k-origination k-mutual waypoint-tls',
  'another ServiceEntry has the host in another namespace':
    'origination sidecar-tls k-origination k-policy waypoint waypoint-tls waypoint-policy',
  'a match names no gateways': 'by-namespace',
  'a match is for the other leg': 'both wildcard-one wildcard-address',
  'a rule matches everything':
    'http two-hosts https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual closed closed-port exported imported by-namespace by-sni by-account by-path',
  'a rule is missing': 'both wildcard-one wildcard-address',
  'a rule for everything comes first': 'http two-hosts both mutual origination origination-mutual by-namespace by-path',
  'the legs have each other’s destinations':
    'two-hosts https both wildcard-one wildcard-address tcp closed closed-port exported imported by-namespace by-sni by-account by-path',
  'both legs send to the gateway': 'by-namespace by-account',
  'a rule is in tls and not in http': 'http two-hosts mutual origination origination-mutual by-namespace by-path',
  'a rule is in tcp and not in http': 'http two-hosts both mutual origination origination-mutual by-namespace by-path',
  'a rule is in http and not in tls':
    'https wrapped wildcard-one wildcard-address closed closed-port exported imported by-sni by-account',
  'a rule is in tcp and not in tls':
    'https both wildcard-one wildcard-address closed closed-port exported imported by-sni',
  'a rule is in http and not in tcp': 'wrapped tcp tcp-mutual by-account',
  'a rule is in tls and not in tcp': 'tcp tcp-mutual',
  'a destination is misspelt':
    'timeout http two-hosts https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual closed closed-port exported imported by-namespace by-sni by-account by-path',
  'a destination is a short name': 'closed',
  'a destination is a name and a namespace': 'both wildcard-one wildcard-address',
  'a destination is in another namespace': 'closed closed-port exported imported',
  'a destination names no subset':
    'http wrapped mutual origination origination-mutual tcp-mutual by-namespace by-account',
  'a destination names no port': 'origination origination-mutual tcp tcp-mutual',
  'a destination has the other usual port': 'http both origination origination-mutual',
  'a destination has the port of the pods': 'wrapped mutual origination origination-mutual by-namespace by-account',
  'a match has the other usual port':
    'http two-hosts https both wrapped mutual origination origination-mutual wildcard-one wildcard-address closed closed-port exported imported by-namespace by-sni by-account by-path',
  'a match has the port of the pods':
    'http two-hosts https both wrapped mutual origination origination-mutual wildcard-one wildcard-address closed closed-port exported imported by-namespace by-sni by-account by-path',
  'a match has a port that is nowhere':
    'http two-hosts https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual closed closed-port exported imported by-namespace by-sni by-account by-path',
  'a VirtualService is for the gateway’s host':
    'http two-hosts https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual closed closed-port exported imported by-namespace by-sni by-account by-path',
  'a VirtualService is for all hosts of the domain': 'two-hosts',
  'a name of TLS is misspelt':
    'https both wrapped wildcard-one wildcard-address closed closed-port exported imported by-sni by-account',
  'a name of TLS is a pattern that Envoy does not know':
    'https both wrapped wildcard-one wildcard-address closed closed-port exported imported by-sni by-account',
  'another address is matched': 'tcp tcp-mutual',
  'labels of the client are asked for at the gateway, too':
    'https both wrapped wildcard-one wildcard-address tcp tcp-mutual closed closed-port exported imported by-sni by-account',
  'the host of a ServiceEntry is misspelt':
    'direct registry-only timeout http two-hosts https both wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual wildcard wildcard-one wildcard-address wildcard-any proxy tcp tcp-mutual k-timeout k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere closed k-closed closed-port exported imported by-namespace by-sni by-account by-path',
  'the host is not looked up':
    'wildcard-address k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere k-closed',
  'nothing says how the host is looked up':
    'wildcard-address k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere k-closed',
  'the host is looked up for each request':
    'direct registry-only timeout http two-hosts https both wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual wildcard wildcard-one wildcard-address proxy k-timeout k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere closed k-closed closed-port exported imported by-namespace by-sni by-account by-path',
  'a host without addresses has them':
    'direct registry-only timeout http two-hosts https both wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual wildcard-one wildcard-address k-timeout k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere closed k-closed closed-port exported imported by-namespace by-sni by-account by-path',
  'a port of a ServiceEntry is another':
    'direct registry-only http origination origination-mutual sidecar-tls sidecar-mutual wildcard wildcard-any proxy k-timeout k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere k-closed',
  'a port of a ServiceEntry is missing':
    'direct registry-only http origination origination-mutual sidecar-tls sidecar-mutual k-http k-origination k-policy k-mutual waypoint-policy',
  'a port is said to speak something else':
    'registry-only http two-hosts https both wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual wildcard wildcard-one wildcard-address wildcard-any proxy tcp tcp-mutual k-http k-https k-origination k-policy k-mutual k-elsewhere waypoint-policy closed k-closed closed-port exported imported by-namespace by-sni by-account by-path',
  'a port is said to speak TLS':
    'direct registry-only timeout http two-hosts both mutual origination origination-mutual sidecar-tls sidecar-mutual wildcard-any tcp tcp-mutual k-timeout k-http k-origination k-policy k-mutual k-elsewhere waypoint waypoint-tls waypoint-policy by-namespace by-path',
  'a port is said to speak HTTP':
    'direct registry-only https both wrapped k-http k-https k-origination k-policy k-mutual k-wildcard waypoint-elsewhere closed k-closed closed-port exported imported by-sni by-account',
  'a port has another name': 'k-policy',
  'the host is said to be in the mesh':
    'direct registry-only timeout http two-hosts https both wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual wildcard wildcard-one wildcard-address wildcard-any proxy tcp tcp-mutual k-timeout k-http k-https k-origination k-policy k-mutual k-wildcard k-elsewhere waypoint waypoint-tls waypoint-policy waypoint-elsewhere closed k-closed closed-port exported imported by-namespace by-sni by-account by-path',
  'nothing leads to the other port': 'sidecar-mutual',
  'a host has no addresses': 'tcp-mutual',
  'a host has no endpoints': 'wildcard-address tcp tcp-mutual',
  'the Service leads to another port of the pods': 'closed-port',
  'the selector is misspelt':
    'http two-hosts https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual closed by-namespace by-sni by-account by-path',
  'the selector is that of the ingress gateway':
    'http two-hosts https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual closed by-namespace by-sni by-account by-path',
  'the selector is that of a release of the Helm chart':
    'http two-hosts https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual closed by-namespace by-sni by-account by-path',
  'the selector asks for one label more':
    'http two-hosts https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual closed by-namespace by-sni by-account by-path',
  'a server speaks HTTP':
    'https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual closed closed-port exported imported by-namespace by-sni by-account',
  'a server speaks HTTPS': 'http two-hosts both wrapped tcp-mutual by-account by-path',
  'a server speaks TLS': 'http two-hosts both mutual origination origination-mutual by-namespace by-path',
  'a server speaks TCP': 'http two-hosts both mutual origination origination-mutual by-namespace by-path',
  'a server has no TLS':
    'https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp-mutual closed closed-port exported imported by-namespace by-sni by-account',
  'a server does not say what it does with TLS':
    'wrapped mutual origination origination-mutual tcp-mutual by-namespace by-account',
  'a server passes TLS through': 'wrapped mutual origination origination-mutual tcp-mutual by-namespace by-account',
  'a server passes TLS through by its name':
    'https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp-mutual closed closed-port exported imported by-namespace by-sni by-account',
  'a server ends TLS':
    'https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp-mutual closed closed-port exported imported by-namespace by-sni by-account',
  'a server ends TLS and asks for a certificate':
    'https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp-mutual closed closed-port exported imported by-namespace by-sni by-account',
  'a server ends the mesh’s TLS':
    'https both wildcard-one wildcard-address closed closed-port exported imported by-sni',
  'a host of a server is one of another namespace':
    'http two-hosts https wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual closed closed-port exported imported by-namespace by-sni by-account by-path',
  'a server sends to https': 'http two-hosts both tcp by-path',
  'another Gateway has the port for something else':
    'http two-hosts https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual closed closed-port exported imported by-namespace by-sni by-account by-path',
  'another Gateway has the host on the port':
    'https both wrapped mutual origination origination-mutual wildcard-one wildcard-address tcp tcp-mutual closed closed-port exported imported by-namespace by-sni by-account',
  'a DestinationRule ends no TLS':
    'wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual tcp-mutual k-origination k-mutual waypoint-tls by-namespace by-account',
  'a DestinationRule begins TLS':
    'wrapped mutual origination origination-mutual sidecar-mutual tcp-mutual k-origination k-mutual by-namespace by-account',
  'a DestinationRule begins TLS with a certificate':
    'wrapped mutual origination origination-mutual sidecar-tls tcp-mutual k-origination k-mutual waypoint-tls by-namespace by-account',
  'a DestinationRule begins the mesh’s TLS':
    'origination origination-mutual sidecar-tls sidecar-mutual k-origination k-mutual waypoint-tls',
  'a DestinationRule has no TLS':
    'wrapped mutual origination origination-mutual sidecar-tls sidecar-mutual tcp-mutual k-origination k-mutual waypoint-tls by-namespace by-account',
  'the name of TLS is misspelt':
    'wrapped mutual origination origination-mutual tcp-mutual k-origination k-mutual by-namespace by-account',
  'the name of TLS is not written':
    'wrapped mutual origination origination-mutual tcp-mutual k-origination k-mutual by-namespace by-account',
  'a certificate is not named': 'origination-mutual sidecar-mutual k-mutual',
  'a policy is for another port': 'origination origination-mutual sidecar-tls sidecar-mutual k-origination k-mutual',
  'a policy of a subset is for another port':
    'wrapped mutual origination origination-mutual tcp-mutual by-namespace by-account',
  'a policy is for the port of the pods':
    'origination origination-mutual sidecar-tls sidecar-mutual k-origination k-mutual',
  'TLS is begun on every port': 'sidecar-tls',
  'a setting of the port takes the place of TLS': 'waypoint-tls',
  'the host of a DestinationRule is misspelt':
    'origination origination-mutual sidecar-tls sidecar-mutual k-origination k-mutual waypoint-tls',
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
  'an AuthorizationPolicy is for pods of a waypoint': 'waypoint-policy',
  'an AuthorizationPolicy selects a waypoint by labels': 'waypoint-policy',
  'an AuthorizationPolicy is for another object': 'waypoint-policy',
  'an AuthorizationPolicy is for another kind': 'waypoint-policy',
  'an AuthorizationPolicy refuses': 'waypoint-policy by-namespace by-sni by-account',
  'an AuthorizationPolicy names another namespace': 'waypoint-policy by-namespace',
  'an AuthorizationPolicy names another identity': 'by-account',
  'an identity begins like a URL': 'by-account',
  'an AuthorizationPolicy names another host': 'by-namespace by-path',
  'an AuthorizationPolicy names the port of the pods': 'waypoint-policy',
  'an AuthorizationPolicy names another name of TLS': 'by-sni',
  'an AuthorizationPolicy asks for a path': 'by-sni by-account',
  'an AuthorizationPolicy has no rules': 'waypoint-policy by-namespace by-sni by-account by-path',
  'a Sidecar does not import': 'imported',
  'a Sidecar imports something misspelt': 'imported',
  'a Sidecar is for other pods': 'imported',
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
  'pods of a namespace are not in ambient mode': 'waypoint waypoint-tls waypoint-policy waypoint-elsewhere',
  'the waypoint is misspelt': 'waypoint waypoint-tls waypoint-policy waypoint-elsewhere',
  'no waypoint is named': 'waypoint waypoint-tls waypoint-policy waypoint-elsewhere',
  'a waypoint is switched off': 'waypoint waypoint-tls waypoint-policy waypoint-elsewhere',
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
