import { among, field, gone, type Mutation, misspell, plus, refused, same, set, take, to, written } from '../mutation';
import { isMapping } from '../plain';

/* ServiceEntries, and Services that stand for a gateway. */

const kinds = 'ServiceEntry';

/** The tracer doesn't follow certificates. */
const noCertificate = 'the proxy waits for a certificate that never comes';
const aboutSecrets = ['credential-secret-namespace', 'credential-secret-missing-ca'];

export const hosts: readonly Mutation[] = [
  field('the host of a ServiceEntry is misspelt', kinds, 'spec hosts *', misspell),
  field('the host is not looked up', kinds, 'spec resolution', set('NONE')),
  field('nothing says how the host is looked up', kinds, 'spec resolution', take),
  field('the host is looked up for each request', kinds, 'spec resolution', set('DYNAMIC_DNS')),
  field('the host is looked up in another way', kinds, 'spec resolution', among({ DNS: 'DNS_ROUND_ROBIN' })),
  field('a host without addresses has them', kinds, 'spec resolution', among({ DNS: 'STATIC' })),
  field(
    'a value is in lower case',
    kinds,
    'spec resolution',
    written((it) => String(it).toLowerCase()),
    { harm: refused },
  ),
  field('a port of a ServiceEntry is another', kinds, 'spec ports * number', plus(8000)),
  field('a port of a ServiceEntry is missing', kinds, 'spec ports *', (it, { holder }) =>
    it !== undefined && Array.isArray(holder) && holder.length > 1 ? gone : same,
  ),
  field(
    'a port is said to speak something else',
    kinds,
    'spec ports * protocol',
    among({ HTTP: 'TCP', HTTPS: 'HTTP', TLS: 'TCP', TCP: 'HTTP' }),
    { mayWarn: ['service-entry-tcp-without-address', 'origination-without-sni-tcp'] },
  ),
  field('a port is said to speak TLS', kinds, 'spec ports * protocol', among({ HTTP: 'TLS', TCP: 'TLS' })),
  field('a port is said to speak HTTP', kinds, 'spec ports * protocol', among({ TLS: 'HTTP' })),
  field('HTTPS is called TLS, or TLS HTTPS', kinds, 'spec ports * protocol', among({ TLS: 'HTTPS', HTTPS: 'TLS' })),
  field(
    'a port has another name',
    kinds,
    'spec ports * name',
    written((it) => `${it}-2`),
  ),
  field('the host is said to be in the mesh', kinds, 'spec location', set('MESH_INTERNAL'), {
    mayWarn: ['service-entry-mesh-internal-external-host'],
  }),
  field('the host is said to be outside the mesh', kinds, 'spec location', set('MESH_EXTERNAL')),
  field('nothing leads to the other port', kinds, 'spec ports * targetPort', take),
  field('the port leads to another', kinds, 'spec ports * targetPort', (it) => (it === undefined ? 8443 : same)),
  field('a host has no addresses', kinds, 'spec addresses', take),
  field('a host has no endpoints', kinds, 'spec endpoints', take),
  field(
    'the address of an endpoint is another',
    kinds,
    'spec endpoints * address',
    among({ '198.51.100.10': '198.51.100.11', 'www.example.org': 'de.example.org' }),
  ),
  field('the port of the gateway’s Service is another', 'Service', 'spec ports * port', plus(1)),
  field('the Service leads to another port of the pods', 'Service', 'spec ports * targetPort', plus(1)),
  field('the Service selects other pods', 'Service', 'spec selector istio', misspell),
  field('the gateway’s pods have another label', 'Deployment', 'spec template metadata labels istio', misspell),
  field('pods are many', 'Deployment', 'spec replicas', (_, { holder }) => (isMapping(holder as never) ? 3 : same)),
  field('a Secret has another name', 'Secret', 'metadata name', misspell, { mayWarn: aboutSecrets }),
  field(
    'a Secret is in the namespace of the client',
    'Secret',
    'metadata namespace',
    among({ 'istio-system': 'shop' }),
    { harm: noCertificate },
  ),
  field('a Secret is in the namespace of Istio', 'Secret', 'metadata namespace', among({ shop: 'istio-system' }), {
    harm: noCertificate,
  }),
  field('a Secret has no certificate of an authority', 'Secret', 'data ca.crt', take, { mayWarn: aboutSecrets }),
  field('the Service’s host is another', 'Service', 'spec externalName', to('other.example.com')),
];
