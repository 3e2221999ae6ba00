import type { Value } from '../../yaml/write';
import { egressName } from '../egress-name';
import { destinationRuleObject, kubernetesObject, serviceEntryObject, virtualServiceObject } from '../objects';
import { sidecarObjects } from '../sidecar-api';
import { marks } from './tab-stops';

/** What a page on egress shows that is no way of one host, and so nothing that the generator is asked for. */
export interface ScenarioObjects {
  readonly prefix: string;
  readonly title: string;
  readonly description: string;
  readonly objects: readonly Value[];
}

const named = (name: string) => ({ name, namespace: '' });
const host = named(egressName(marks.host));
const http = { number: 80, name: 'http', protocol: 'HTTP' };
const destination = { host: marks.host, port: { number: 80 } };
const partner = `${marks.service}.${marks.namespace}.svc.cluster.local`;
const gateway = { name: marks.gateway, namespace: marks.gatewayNamespace };
const podLabels = { istio: marks.gatewayLabel };

/** The objects of the pages where no gateway is on the way, and of the one on installing it. */
export const pagesWithoutGateway: readonly ScenarioObjects[] = [
  {
    prefix: 'sidecar-outbound-policy',
    title: 'Egress from the sidecar: what is not known',
    description:
      'Whether the pods of a namespace reach hosts that no ServiceEntry names. No boundary: a pod can go around its sidecar.',
    objects: [
      kubernetesObject('networking.istio.io/v1', 'Sidecar', named('default'), {
        outboundTrafficPolicy: { mode: marks.outboundMode },
      }),
    ],
  },
  {
    prefix: 'sidecar-timeout',
    title: 'Egress from the sidecar: time limit',
    description: 'A host outside that applications reach by HTTP, and how long they wait for it.',
    objects: [
      serviceEntryObject(host, [marks.host], [http]),
      virtualServiceObject(host, [marks.host], ['mesh'], {
        http: [{ timeout: marks.timeout, route: [{ destination }] }],
      }),
    ],
  },
  {
    prefix: 'sidecar-timeout-gateway-api',
    title: 'Egress from the sidecar by the Gateway API: time limit',
    description: 'A host outside that applications reach by HTTP, and how long they wait for it, by an HTTPRoute.',
    objects: [
      serviceEntryObject(host, [marks.host], [http]),
      kubernetesObject('gateway.networking.k8s.io/v1', 'HTTPRoute', host, {
        parentRefs: [{ group: 'networking.istio.io', kind: 'ServiceEntry', name: host.name }],
        rules: [
          {
            timeouts: { request: marks.timeout },
            backendRefs: [{ group: 'networking.istio.io', kind: 'Hostname', name: marks.host, port: 80 }],
          },
        ],
      }),
    ],
  },
  {
    prefix: 'sidecar-mutual-tls-origination',
    title: 'Egress from the sidecar: mutual TLS origination',
    description:
      'HTTP of the application; its sidecar shows the host a certificate, from a Secret beside the application.',
    objects: sidecarObjects({
      host: marks.host,
      application: 'http',
      port: 80,
      outside: 'mtls',
      credential: marks.credential,
      hop: 'plaintext',
      api: 'sidecar',
      namespace: '',
      gateway,
      selector: { app: marks.application },
    }),
  },
  {
    prefix: 'external-name',
    title: 'Egress from the sidecar: a Service that stands for a host',
    description: 'A host outside under the name of a Service; the application’s own TLS is left alone.',
    objects: [
      kubernetesObject(
        'v1',
        'Service',
        { name: marks.service, namespace: marks.namespace },
        {
          type: 'ExternalName',
          externalName: marks.host,
          ports: [{ name: 'tls', port: 443 }],
        },
      ),
      destinationRuleObject({ name: `${marks.service}-tls`, namespace: marks.namespace }, partner, {
        trafficPolicy: { tls: { mode: 'DISABLE' } },
      }),
    ],
  },
  {
    prefix: 'proxy',
    title: 'Egress from the sidecar: a proxy outside',
    description:
      'A forward proxy to which applications themselves send CONNECT; what is behind it needs no ServiceEntry.',
    objects: [
      serviceEntryObject(host, [marks.host], [{ number: 3128, name: 'tcp', protocol: 'TCP' }], {
        addresses: [marks.address],
        location: 'MESH_EXTERNAL',
        resolution: 'NONE',
      }),
    ],
  },
  {
    prefix: 'failover',
    title: 'Egress from the sidecar: failover between places',
    description: 'A host outside with servers in two places; when the near ones fail, the others answer.',
    objects: [
      serviceEntryObject(host, [marks.host], [{ ...http, targetPort: 443 }], {
        resolution: 'DNS',
        endpoints: [
          { address: `${marks.near}.${marks.host}`, locality: marks.near },
          { address: `${marks.far}.${marks.host}`, locality: marks.far },
        ],
      }),
      destinationRuleObject({ ...host, name: `${host.name}-tls` }, marks.host, {
        trafficPolicy: {
          tls: { mode: 'SIMPLE' },
          loadBalancer: { localityLbSetting: { enabled: true, failover: [{ from: marks.near, to: marks.far }] } },
          outlierDetection: { consecutive5xxErrors: 3, interval: '10s', baseEjectionTime: '1m' },
        },
      }),
    ],
  },
  {
    prefix: 'gateway-pods',
    title: 'Egress gateway: its pods and Service',
    description: 'A gateway to be installed by a Deployment of your own, into which Istio injects the proxy.',
    objects: [
      kubernetesObject('v1', 'Service', gateway, {
        type: 'ClusterIP',
        selector: podLabels,
        ports: [
          { name: 'http', port: 80, targetPort: 8080 },
          { name: 'https', port: 443, targetPort: 8443 },
        ],
      }),
      kubernetesObject('apps/v1', 'Deployment', gateway, {
        selector: { matchLabels: podLabels },
        template: {
          metadata: {
            annotations: { 'inject.istio.io/templates': 'gateway' },
            labels: { ...podLabels, 'sidecar.istio.io/inject': 'true' },
          },
          spec: { containers: [{ name: 'istio-proxy', image: 'auto' }] },
        },
      }),
    ],
  },
];
