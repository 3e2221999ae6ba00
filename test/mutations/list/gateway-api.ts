import { among, field, gone, type Mutation, misspell, plus, same, set, take, to, written } from '../mutation';
import { isMapping } from '../plain';

/* The Gateway API, and what ambient mode makes of it. */

const kinds = 'HTTPRoute TLSRoute';
const parents = 'spec parentRefs *';
const backends = 'spec rules * backendRefs *';
const listeners = 'spec listeners *';
const labels = 'metadata labels';
const waypointed = 'Namespace ServiceEntry';

export const gatewayApi: readonly Mutation[] = [
  field('a parent has no group', kinds, `${parents} group`, take),
  field('a parent has no kind', kinds, `${parents} kind`, take),
  field('a parent is misspelt', kinds, `${parents} name`, misspell),
  field('a parent is in another namespace', kinds, `${parents} namespace`, set('elsewhere')),
  field('a parent has no namespace', kinds, `${parents} namespace`, take),
  field('a parent has a part that is not there', kinds, `${parents} sectionName`, set('other')),
  field('a parent has a port that is not there', kinds, `${parents} port`, set(8080)),
  field('a route has no parents', kinds, parents, take),
  field('a backend is a Service and not a host', kinds, `${backends} kind`, take),
  field('a backend has no group', kinds, `${backends} group`, take),
  field('a backend is misspelt', kinds, `${backends} name`, misspell),
  field('a backend is called like the Gateway', kinds, `${backends} name`, among({ 'way-out-istio': 'way-out' })),
  field(
    'a backend is the host of a Service',
    kinds,
    `${backends} name`,
    among({ 'way-out-istio': 'way-out-istio.shop.svc.cluster.local' }),
  ),
  field('a backend has another port', kinds, `${backends} port`, plus(1)),
  field('a backend has the other usual port', kinds, `${backends} port`, among({ 80: 443, 443: 80 })),
  field('a backend has no port', kinds, `${backends} port`, take),
  field('a backend is in another namespace', kinds, `${backends} namespace`, set('elsewhere')),
  field('a backend has no namespace', kinds, `${backends} namespace`, take),
  field('the name of a host of a route is misspelt', kinds, 'spec hostnames *', misspell),
  field('a route names no hosts', kinds, 'spec hostnames', take),
  field('a route is of another kind', kinds, 'kind', (it, _, object) =>
    // a time limit is not a field of the other one
    JSON.stringify(object).includes('timeouts')
      ? same
      : among({ HTTPRoute: 'TLSRoute', TLSRoute: 'HTTPRoute' })(it, _, object),
  ),
  field('a route is one for TCP', 'TLSRoute', 'kind', to('TCPRoute')),
  field('a route asks for a path', 'HTTPRoute', 'spec rules * matches', (it) =>
    it === undefined ? [{ path: { type: 'PathPrefix', value: '/v1' } }] : gone,
  ),
  field('the host of a listener is misspelt', 'KubernetesGateway', `${listeners} hostname`, misspell),
  field('a listener is for every host', 'KubernetesGateway', `${listeners} hostname`, take),
  field('a listener has another port', 'KubernetesGateway', `${listeners} port`, plus(1)),
  field(
    'a listener has another name',
    'KubernetesGateway',
    `${listeners} name`,
    written((it) => `${it}-2`),
  ),
  field('a listener speaks HTTP', 'KubernetesGateway', `${listeners} protocol`, to('HTTP')),
  field('a listener speaks HTTPS', 'KubernetesGateway', `${listeners} protocol`, to('HTTPS')),
  field('a listener speaks TLS', 'KubernetesGateway', `${listeners} protocol`, to('TLS')),
  field(
    'a listener’s protocol is in lower case',
    'KubernetesGateway',
    `${listeners} protocol`,
    written((it) => String(it).toLowerCase()),
  ),
  field('a listener ends TLS', 'KubernetesGateway', `${listeners} tls mode`, among({ Passthrough: 'Terminate' })),
  field(
    'a listener passes TLS through',
    'KubernetesGateway',
    `${listeners} tls mode`,
    among({ Terminate: 'Passthrough' }),
  ),
  field('a listener has no options', 'KubernetesGateway', `${listeners} tls options`, take),
  field('a listener has no TLS', 'KubernetesGateway', `${listeners} tls`, take),
  field('a listener takes routes of its own namespace', 'KubernetesGateway', `${listeners} allowedRoutes`, (it) =>
    it === undefined || JSON.stringify(it).includes('Same') ? same : gone,
  ),
  field(
    'a listener takes routes of all namespaces',
    'KubernetesGateway',
    `${listeners} allowedRoutes namespaces`,
    to({ from: 'All' }),
  ),
  field(
    'a listener takes routes of other namespaces',
    'KubernetesGateway',
    `${listeners} allowedRoutes namespaces`,
    to({ from: 'Selector', selector: { matchLabels: { team: 'other' } } }),
  ),
  field(
    'a listener takes routes of another kind',
    'KubernetesGateway',
    `${listeners} allowedRoutes kinds`,
    (it) => (it === undefined ? [{ kind: 'GRPCRoute' }] : same),
    { mayWarn: ['refused-by-istio'] },
  ),
  field('the class of a Gateway is misspelt', 'KubernetesGateway', 'spec gatewayClassName', misspell),
  field(
    'the class of a Gateway is the other one of Istio',
    'KubernetesGateway',
    'spec gatewayClassName',
    among({ istio: 'istio-waypoint', 'istio-waypoint': 'istio' }),
  ),
  field('the Service of a Gateway is one for everybody', 'KubernetesGateway', 'metadata annotations', take, {
    mayWarn: ['kubernetes-gateway-egress-load-balancer'],
  }),
  field('a grant is for another namespace', 'ReferenceGrant', 'spec from * namespace', misspell),
  field('a grant is for another kind of route', 'ReferenceGrant', 'spec from * kind', to('GRPCRoute')),
  field('a grant is to something else', 'ReferenceGrant', 'spec to * kind', to('Secret')),
  field('a policy for TLS is for another object', 'BackendTLSPolicy', 'spec targetRefs * name', misspell),
  field(
    'a policy for TLS is for another port',
    'BackendTLSPolicy',
    'spec targetRefs * sectionName',
    among({ tls: 'http' }),
  ),
  field(
    'a policy for TLS is for a port that is not there',
    'BackendTLSPolicy',
    'spec targetRefs * sectionName',
    written((it) => `${it}-2`),
  ),
  field('a policy for TLS is for all ports', 'BackendTLSPolicy', 'spec targetRefs * sectionName', take),
  field('a policy for TLS is for another kind', 'BackendTLSPolicy', 'spec targetRefs * kind', to('Service')),
  field('pods of a namespace are not in ambient mode', 'Namespace', `${labels} istio.io/dataplane-mode`, take),
  field('the waypoint is misspelt', waypointed, `${labels} istio.io/use-waypoint`, misspell),
  field('no waypoint is named', waypointed, `${labels} istio.io/use-waypoint`, take),
  field('a waypoint is switched off', waypointed, `${labels} istio.io/use-waypoint`, to('none')),
  field('the namespace of the waypoint is misspelt', waypointed, `${labels} istio.io/use-waypoint-namespace`, misspell),
  field('the namespace of the waypoint is not named', waypointed, `${labels} istio.io/use-waypoint-namespace`, take),
  field('a waypoint is for pods', 'KubernetesGateway', `${labels} istio.io/waypoint-for`, to('workload')),
  field('a waypoint is for nothing', 'KubernetesGateway', `${labels} istio.io/waypoint-for`, to('none')),
  field('a waypoint is for everything', 'KubernetesGateway', `${labels} istio.io/waypoint-for`, to('all')),
  field('a waypoint is not said to be for anything', 'KubernetesGateway', 'metadata labels', take),
  field(
    'a listener takes in another namespace',
    'KubernetesGateway',
    `${listeners} allowedRoutes namespaces selector matchLabels *`,
    misspell,
  ),
  field('a waypoint’s listener is none', 'KubernetesGateway', `${listeners} protocol`, among({ HBONE: 'TCP' })),
  field('a Namespace has a label more', 'Namespace', 'metadata labels team', (_, { holder }) =>
    isMapping(holder as never) ? 'shop' : same,
  ),
];
