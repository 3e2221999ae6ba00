import type { CellList } from './cells';

/*
 * What the rules still miss: mutations, and the keys of the scenarios. Both lists only ever get shorter: a cell that has
 * become right is to be taken off. `npm run mutations -- list` prints what is left of the first.
 */

/** What makes scenarios worse and is not named yet. */
export const notNamedYet: CellList = {
  'an object is missing': 'k-timeout k-elsewhere waypoint-policy',
  'an object has another name': 'waypoint-policy',
  'an object is in another namespace': 'waypoint waypoint-policy',
  'an object is in the namespace of Istio': 'waypoint waypoint-policy',
  'exported to another namespace only': 'k-timeout waypoint-policy',
  'another ServiceEntry has the host in another namespace': 'waypoint waypoint-policy',
  'the host of a ServiceEntry is misspelt': 'waypoint waypoint-policy waypoint-elsewhere by-sni',
  'a host without addresses has them': 'waypoint-policy',
  'a port of a ServiceEntry is another':
    'k-origination k-policy k-wildcard waypoint waypoint-tls waypoint-policy waypoint-elsewhere',
  'a port of a ServiceEntry is missing': 'waypoint-policy',
  'a port is said to speak something else': 'waypoint-policy',
  'a port is said to speak TLS': 'waypoint waypoint-policy',
  'a port is said to speak HTTP': 'k-http',
  'a NetworkPolicy is for some pods only': 'k-closed',
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
