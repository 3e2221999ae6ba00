import {
  among,
  field,
  gone,
  type Mutation,
  misspell,
  plus,
  refused,
  same,
  set,
  take,
  to,
  whole,
  written,
} from '../mutation';
import { fieldsAt, isMapping, type Plain, put, valueOf } from '../plain';

const places = ['spec trafficPolicy', 'spec subsets * trafficPolicy'].flatMap((it) => [
  `${it} tls`,
  `${it} portLevelSettings * tls`,
]);

/** A mutation of TLS wherever a DestinationRule has it. */
const tls = (name: string, at: string, change: Parameters<typeof field>[3], more = {}): Mutation => ({
  name,
  ...more,
  sites: (objects) => places.flatMap((it) => field(name, 'DestinationRule', `${it}${at}`, change).sites(objects)),
});

export const destinationRules: readonly Mutation[] = [
  tls('a DestinationRule begins no TLS', ' mode', to('DISABLE')),
  tls('a DestinationRule begins TLS', ' mode', among({ ISTIO_MUTUAL: 'SIMPLE' })),
  tls('a DestinationRule begins TLS without a certificate', ' mode', among({ MUTUAL: 'SIMPLE' })),
  tls('a DestinationRule begins TLS with a certificate', ' mode', to('MUTUAL')),
  tls('a DestinationRule begins the mesh’s TLS', ' mode', to('ISTIO_MUTUAL')),
  tls('a DestinationRule has no TLS', '', take),
  tls('the name of TLS is misspelt', ' sni', misspell),
  tls('the name of TLS is not written', ' sni', take),
  tls('a certificate is misspelt', ' credentialName', misspell, { mayWarn: ['credential-secret-namespace'] }),
  tls('a certificate is not named', ' credentialName', take),
  tls(
    'the server’s certificate is not checked',
    ' insecureSkipVerify',
    (_, { holder }) =>
      'mode' in holder && ['SIMPLE', 'MUTUAL'].includes(String(holder['mode' as never])) ? true : same,
    { harm: 'anybody can pose as the host' },
  ),
  field(
    'a policy is for another port',
    'DestinationRule',
    'spec trafficPolicy portLevelSettings * port number',
    among({ 80: 443, 443: 80 }),
  ),
  field(
    'a policy of a subset is for another port',
    'DestinationRule',
    'spec subsets * trafficPolicy portLevelSettings * port number',
    plus(1),
  ),
  field(
    'a policy is for the port of the pods',
    'DestinationRule',
    'spec trafficPolicy portLevelSettings * port number',
    among({ 80: 8080, 443: 8443 }),
  ),
  whole('TLS is begun on every port', 'DestinationRule', (object) => {
    const [one] = fieldsAt(object, 'spec trafficPolicy portLevelSettings * tls');
    const [policy] = fieldsAt(object, 'spec trafficPolicy');
    return one && policy && (() => put(policy, { tls: valueOf(one) ?? {} }));
  }),
  whole(
    'a setting of the port takes the place of TLS',
    'DestinationRule',
    (object) => {
      const [policy] = fieldsAt(object, 'spec trafficPolicy');
      const value = policy && valueOf(policy);
      if (!policy || !isMapping(value) || !('tls' in value)) return undefined;
      const portLevelSettings = [80, 443].map(
        (number): Plain => ({ port: { number }, connectionPool: { tcp: { maxConnections: 10 } } }),
      );
      return () => put(policy, { ...value, portLevelSettings });
    },
    { mayWarn: ['destination-rule-port-level-port-unknown'] },
  ),
  field('the host of a DestinationRule is misspelt', 'DestinationRule', 'spec host', misspell),
  field(
    'the host of a DestinationRule is a short name',
    'DestinationRule',
    'spec host',
    written((it) => String(it).replace(/\..*\.svc\.cluster\.local$/, '')),
  ),
  field(
    'the host of a DestinationRule is all of the domain',
    'DestinationRule',
    'spec host',
    written((it) => (String(it).endsWith('.cluster.local') ? same : String(it).replace(/^[^.]+/, '*'))),
  ),
  field(
    'a subset has another name',
    'DestinationRule',
    'spec subsets * name',
    written((it) => `${it}-2`),
  ),
  field('there are no subsets', 'DestinationRule', 'spec subsets', take),
  field('a subset has labels', 'DestinationRule', 'spec subsets * labels', set({ istio: 'egressgateway' })),
  field('a subset has labels that no pod has', 'DestinationRule', 'spec subsets * labels', set({ version: 'v1' })),
  field('a DestinationRule is for no pods of its own', 'DestinationRule', 'spec workloadSelector', take),
  field('a DestinationRule is for other pods', 'DestinationRule', 'spec workloadSelector matchLabels app', misspell),
  field(
    'the name of a field has an underscore',
    'DestinationRule',
    'spec traffic_policy',
    (_, { holder }) => (isMapping(holder as never) && 'trafficPolicy' in holder ? {} : same),
    { harm: refused },
  ),
  field('connections are counted', 'DestinationRule', 'spec trafficPolicy connectionPool', (it) =>
    it === undefined ? { tcp: { maxConnections: 100 } } : gone,
  ),
];
