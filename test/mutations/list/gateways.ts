import { among, field, gone, type Mutation, misspell, plus, same, set, take, to, whole, written } from '../mutation';
import { fieldsAt, isMapping, namespaceOf, type Plain, type Value, valueOf } from '../plain';

/* Istio's Gateways. */

const servers = 'spec servers *';

export const gateways: readonly Mutation[] = [
  field('the selector is misspelt', 'Gateway', 'spec selector *', misspell),
  field('the selector is that of the ingress gateway', 'Gateway', 'spec selector istio', to('ingressgateway')),
  field(
    'the selector is that of a release of the Helm chart',
    'Gateway',
    'spec selector istio',
    among({ egressgateway: 'istio-egressgateway' }),
  ),
  field('the selector asks for one label more', 'Gateway', 'spec selector app', set('egress')),
  field('there is no selector', 'Gateway', 'spec selector', take, {
    harm: 'every gateway of the mesh has its servers',
  }),
  field('a server has the port of the pods', 'Gateway', `${servers} port number`, among({ 80: 8080, 443: 8443 })),
  field('a server has the other usual port', 'Gateway', `${servers} port number`, among({ 80: 443, 443: 80 })),
  field('a server has a port that is nowhere', 'Gateway', `${servers} port number`, plus(1)),
  field(
    'a server has another name',
    'Gateway',
    `${servers} port name`,
    written((it) => `${it}-2`),
  ),
  field('a server speaks HTTP', 'Gateway', `${servers} port protocol`, to('HTTP')),
  field('a server speaks HTTPS', 'Gateway', `${servers} port protocol`, to('HTTPS')),
  field('a server speaks TLS', 'Gateway', `${servers} port protocol`, to('TLS')),
  field('a server speaks TCP', 'Gateway', `${servers} port protocol`, to('TCP')),
  field(
    'a server’s protocol is in lower case',
    'Gateway',
    `${servers} port protocol`,
    written((it) => String(it).toLowerCase()),
  ),
  field('a server has no TLS', 'Gateway', `${servers} tls`, take),
  field('a server does not say what it does with TLS', 'Gateway', `${servers} tls mode`, take),
  field('a server passes TLS through', 'Gateway', `${servers} tls mode`, to('PASSTHROUGH')),
  field('a server passes TLS through by its name', 'Gateway', `${servers} tls mode`, to('AUTO_PASSTHROUGH')),
  field('a server ends TLS', 'Gateway', `${servers} tls`, (it) =>
    isMapping(it) ? { mode: 'SIMPLE', credentialName: 'server' } : same,
  ),
  field('a server ends TLS and asks for a certificate', 'Gateway', `${servers} tls`, (it) =>
    isMapping(it) ? { mode: 'MUTUAL', credentialName: 'server' } : same,
  ),
  field('a server ends the mesh’s TLS', 'Gateway', `${servers} tls mode`, to('ISTIO_MUTUAL')),
  field('a host of a server is misspelt', 'Gateway', `${servers} hosts *`, misspell),
  field('a server is for every host', 'Gateway', `${servers} hosts`, to(['*'])),
  field(
    'a server is for the domain only',
    'Gateway',
    `${servers} hosts *`,
    written((it) => String(it).replace(/^[^.]+\./, '')),
  ),
  field('a host of a server is missing', 'Gateway', `${servers} hosts *`, (_, { holder }) =>
    (holder as Value[]).length > 1 ? gone : same,
  ),
  whole('two servers are one', 'Gateway', (object) => {
    const [first, second] = fieldsAt(object, servers).map(valueOf);
    const all = [first, second].map((it) => (isMapping(it) ? it : {}));
    const [hosts, others] = all.map((it) => it['hosts']);
    const [mode, another] = all.map((it) => JSON.stringify(it['tls'] ?? null));
    if (!isMapping(object['spec']) || !Array.isArray(hosts) || !Array.isArray(others) || mode !== another)
      return undefined;
    const { spec } = object;
    return () => {
      spec['servers'] = [{ ...all[0], hosts: [...new Set([...hosts, ...others])] }];
    };
  }),
  field(
    'a host of a server is one of its own namespace',
    'Gateway',
    `${servers} hosts *`,
    written((it) => `./${it}`),
  ),
  field(
    'a host of a server is one of another namespace',
    'Gateway',
    `${servers} hosts *`,
    written((it) => `elsewhere/${it}`),
  ),
  field('a server sends to https', 'Gateway', `${servers} tls`, (it) =>
    it === undefined ? { httpsRedirect: true } : same,
  ),
  whole('another Gateway has the port for something else', 'Gateway', (object, all) => {
    const [port] = fieldsAt(object, `${servers} port number`).map(valueOf);
    const tcp = { port: { number: port ?? 0, name: 'tcp-first', protocol: 'TCP' }, hosts: ['*'] };
    return () => void all.unshift({ ...older(object), spec: { ...(object['spec'] as Plain), servers: [tcp] } });
  }),
  whole('another Gateway has the host on the port', 'Gateway', (object, all) => () => void all.unshift(older(object))),
];

/** Another one, which Istio reads first. */
const older = (object: Plain): Plain => ({
  ...structuredClone(object),
  metadata: { name: 'a-first', namespace: namespaceOf(object) },
});
