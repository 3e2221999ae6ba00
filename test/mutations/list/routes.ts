import {
  among,
  type Change,
  field,
  gone,
  type Mutation,
  misspell,
  plus,
  refused,
  same,
  take,
  to,
  whole,
  written,
} from '../mutation';
import { fieldsAt, isMapping, type Plain, put, type Value, valueOf } from '../plain';

/* VirtualServices: what a rule matches, and where it sends to. */

const rules = 'spec http|tls|tcp *';
const matches = `${rules} match *`;
const destination = `${rules} route * destination`;
const serviceHost = /^([^.]+)\.([^.]+)\.svc\.cluster\.local$/;

const itemsAt = (object: Plain, path: string): Value[][] =>
  fieldsAt(object, path).flatMap((it) => {
    const value = valueOf(it);
    return Array.isArray(value) ? [value] : [];
  });

/** Puts the rules of one section into another, with what a match there needs and without what it must not have. */
const section = (from: string, into: string, match: (it: Plain, object: Plain) => Plain): Mutation =>
  whole(`a rule is in ${into} and not in ${from}`, 'VirtualService', (object) => {
    const { spec } = object;
    if (!isMapping(spec) || !Array.isArray(spec[from]) || into in spec) return undefined;
    return () => {
      const moved = spec[from] as Plain[];
      delete spec[from];
      spec[into] = moved.map((rule) => ({
        match: Array.isArray(rule['match'])
          ? rule['match'].map((it) => match(it as Plain, object))
          : [match({}, object)],
        route: rule['route'] ?? [],
      }));
    };
  });

const withoutNames = ({ gateways, port }: Plain): Plain => ({
  ...(gateways === undefined ? {} : { gateways }),
  ...(port === undefined ? {} : { port }),
});
const withNames = (it: Plain, object: Plain): Plain => ({
  ...withoutNames(it),
  sniHosts: valueOf(fieldsAt(object, 'spec hosts')[0]!) ?? [],
});

const isGatewayName = (it: Value | undefined): boolean => it !== 'mesh';
const otherPort: Change = among({ 80: 443, 443: 80 });

export const routes: readonly Mutation[] = [
  field('the name of a gateway is misspelt', 'VirtualService', 'spec gateways *', (it, ...more) =>
    isGatewayName(it) ? misspell(it, ...more) : same,
  ),
  field('a match names a gateway that is misspelt', 'VirtualService', `${matches} gateways *`, (it, ...more) =>
    isGatewayName(it) ? misspell(it, ...more) : same,
  ),
  field('the gateway is not among the gateways', 'VirtualService', 'spec gateways *', (it) =>
    isGatewayName(it) ? gone : same,
  ),
  field('`mesh` is not among the gateways', 'VirtualService', 'spec gateways *', (it) =>
    isGatewayName(it) ? same : gone,
  ),
  field('no gateways are named', 'VirtualService', 'spec gateways', take),
  field('a gateway is named by its host', 'VirtualService', 'spec gateways *', (it) =>
    isGatewayName(it) ? `${it}.shop.svc.cluster.local` : same,
  ),
  field('a match names no gateways', 'VirtualService', `${matches} gateways`, take),
  field('a match is for the other leg', 'VirtualService', `${matches} gateways *`, (it) =>
    isGatewayName(it) ? 'mesh' : 'egress',
  ),
  field('a rule matches everything', 'VirtualService', 'spec http|tcp * match', take, {
    mayWarn: ['unreachable-rule'],
  }),
  field('a rule of TLS matches everything', 'VirtualService', 'spec tls * match', take, { harm: refused }),
  field('a rule is missing', 'VirtualService', rules, (it, { holder }) =>
    it === undefined || (Array.isArray(holder) && holder.length === 1) ? same : gone,
  ),
  field('a rule for everything comes first', 'VirtualService', 'spec http', (it, _, object) => {
    const [host] = fieldsAt(object, 'spec hosts *').map(valueOf);
    if (!Array.isArray(it) || typeof host !== 'string' || host.startsWith('*')) return same;
    return [{ route: [{ destination: { host, port: { number: 80 } } }] }, ...it];
  }),
  whole('the rules are in another order', 'VirtualService', (object) => {
    const [list] = itemsAt(object, 'spec http|tls|tcp').filter((it) => it.length > 1);
    return list && (() => void list.reverse());
  }),
  whole('the legs have each other’s destinations', 'VirtualService', (object) => {
    const [one, other] = fieldsAt(object, `${rules} route`);
    return (
      one &&
      other &&
      (() => {
        const value = valueOf(one);
        put(one, valueOf(other));
        put(other, value);
      })
    );
  }),
  whole('both legs send to the gateway', 'VirtualService', (object) => {
    const [one, other] = fieldsAt(object, `${rules} route`);
    return one && other && (() => put(other, structuredClone(valueOf(one))));
  }),
  section('http', 'tls', withNames),
  section('http', 'tcp', withoutNames),
  section('tls', 'http', withoutNames),
  section('tls', 'tcp', withoutNames),
  section('tcp', 'http', withoutNames),
  section('tcp', 'tls', withNames),
  field('a destination is misspelt', 'VirtualService', `${destination} host`, misspell),
  field(
    'a destination is a short name',
    'VirtualService',
    `${destination} host`,
    written((it) => String(it).replace(serviceHost, '$1')),
    { mayWarn: ['destination-short-name-namespace'] },
  ),
  field(
    'a destination is a name and a namespace',
    'VirtualService',
    `${destination} host`,
    written((it) => String(it).replace(serviceHost, '$1.$2')),
  ),
  field(
    'a destination is in another namespace',
    'VirtualService',
    `${destination} host`,
    written((it) => String(it).replace(serviceHost, '$1.default.svc.cluster.local')),
  ),
  field('a subset is misspelt', 'VirtualService', `${destination} subset`, misspell),
  field('a destination names no subset', 'VirtualService', `${destination} subset`, take),
  field('a destination names a subset', 'VirtualService', `${destination} subset`, (it) =>
    it === undefined ? 'v1' : same,
  ),
  field('a destination names no port', 'VirtualService', `${destination} port`, take),
  field('a destination has the other usual port', 'VirtualService', `${destination} port number`, otherPort),
  field(
    'a destination has the port of the pods',
    'VirtualService',
    `${destination} port number`,
    among({ 80: 8080, 443: 8443 }),
  ),
  field('a destination has a port that is nowhere', 'VirtualService', `${destination} port number`, plus(1)),
  field('a match names no port', 'VirtualService', `${matches} port`, take),
  field('a match has the other usual port', 'VirtualService', `${matches} port`, otherPort),
  field('a match has the port of the pods', 'VirtualService', `${matches} port`, among({ 80: 8080, 443: 8443 })),
  field('a match has a port that is nowhere', 'VirtualService', `${matches} port`, plus(1)),
  field('the host of a VirtualService is misspelt', 'VirtualService', 'spec hosts *', misspell),
  field(
    'a VirtualService is for the gateway’s host',
    'VirtualService',
    'spec hosts *',
    to('istio-egressgateway.istio-system.svc.cluster.local'),
  ),
  field(
    'a VirtualService is for all hosts of the domain',
    'VirtualService',
    'spec hosts *',
    written((it) => (String(it).startsWith('*') ? same : String(it).replace(/^[^.]+/, '*'))),
  ),
  field('a name of TLS is misspelt', 'VirtualService', `${matches} sniHosts *`, misspell),
  field(
    'a name of TLS is a pattern that Envoy does not know',
    'VirtualService',
    `${matches} sniHosts *`,
    written((it) => `*${String(it).replace(/^\*/, '')}`.replace('*.', '*x.')),
    { harm: refused },
  ),
  field('another address is matched', 'VirtualService', `${matches} destinationSubnets *`, to('198.51.100.99/32')),
  field('labels of the client are asked for', 'VirtualService', `${matches} sourceLabels`, () => ({ app: 'web' }), {
    mayWarn: ['source-labels-ignored-with-gateways', 'gateway-l4-match-ignored', 'source-labels-on-gateway-leg'],
  }),
  field('a time limit is another', 'VirtualService', 'spec http * timeout', (_, { holder }) =>
    isMapping(holder as Value) ? '7s' : same,
  ),
];
