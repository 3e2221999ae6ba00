import { egressObjects, renderObjects } from '../generate/egress';
import type { EgressRequest } from '../generate/egress-request';
import { usualSelector } from '../generate/gateway-pods';

interface Scenario {
  readonly prefix: string;
  readonly name: string;
  readonly description: string;
  readonly request: Pick<EgressRequest, 'application' | 'port' | 'outside' | 'hop' | 'api'>;
}

/** The ways out that Istio's own pages of both generations show, in both APIs. */
const scenarios: readonly Scenario[] = [
  {
    prefix: 'egress-http',
    name: 'Egress gateway: HTTP',
    description: 'HTTP through the egress gateway; plain text on the way to it and out of it.',
    request: { application: 'http', port: 80, outside: 'same', hop: 'plaintext', api: 'istio' },
  },
  {
    prefix: 'egress-http-mtls',
    name: 'Egress gateway: HTTP, mutual TLS to the gateway',
    description:
      'HTTP through the egress gateway, inside Istio’s mutual TLS up to it, so that the gateway knows who asks.',
    request: { application: 'http', port: 80, outside: 'same', hop: 'mtls', api: 'istio' },
  },
  {
    prefix: 'egress-https',
    name: 'Egress gateway: HTTPS passed through',
    description: 'HTTPS of the application, passed through the egress gateway by the name that the client asks for.',
    request: { application: 'https', port: 443, outside: 'same', hop: 'passthrough', api: 'istio' },
  },
  {
    prefix: 'egress-https-mtls',
    name: 'Egress gateway: HTTPS inside mutual TLS',
    description: 'HTTPS of the application, wrapped in Istio’s mutual TLS up to the egress gateway.',
    request: { application: 'https', port: 443, outside: 'same', hop: 'mtls', api: 'istio' },
  },
  {
    prefix: 'egress-tls-origination',
    name: 'Egress gateway: TLS origination',
    description: 'HTTP of the application, mutual TLS up to the egress gateway, HTTPS from there to the host.',
    request: { application: 'http', port: 80, outside: 'tls', hop: 'mtls', api: 'istio' },
  },
  {
    prefix: 'egress-tls-origination-plaintext',
    name: 'Egress gateway: TLS origination, plain HTTP to the gateway',
    description: 'HTTP of the application up to the egress gateway, HTTPS from there to the host.',
    request: { application: 'http', port: 80, outside: 'tls', hop: 'plaintext', api: 'istio' },
  },
  {
    prefix: 'egress-gateway-api-http',
    name: 'Egress gateway by the Gateway API: HTTP',
    description: 'HTTP through an egress gateway that Istio makes; plain text on the way to it and out of it.',
    request: { application: 'http', port: 80, outside: 'same', hop: 'plaintext', api: 'gateway-api' },
  },
  {
    prefix: 'egress-gateway-api-http-mtls',
    name: 'Egress gateway by the Gateway API: HTTP, mutual TLS to the gateway',
    description:
      'HTTP through an egress gateway that Istio makes, inside Istio’s mutual TLS up to it, so that the gateway knows who asks.',
    request: { application: 'http', port: 80, outside: 'same', hop: 'mtls', api: 'gateway-api' },
  },
  {
    prefix: 'egress-gateway-api-https',
    name: 'Egress gateway by the Gateway API: HTTPS passed through',
    description:
      'HTTPS of the application, passed through an egress gateway that Istio makes (Istio 1.30, Gateway API 1.5).',
    request: { application: 'https', port: 443, outside: 'same', hop: 'passthrough', api: 'gateway-api' },
  },
  {
    prefix: 'egress-gateway-api-tls-origination',
    name: 'Egress gateway by the Gateway API: TLS origination',
    description:
      'HTTP of the application, mutual TLS up to an egress gateway that Istio makes, HTTPS from there to the host.',
    request: { application: 'http', port: 80, outside: 'tls', hop: 'mtls', api: 'gateway-api' },
  },
];

/*
 * A snippet is what the generator writes for names that no manifest has, which are then put back as tab stops: the host is
 * typed once, and the names follow from it.
 */
const host = 'tab-stop-host.invalid';
const name = 'tab-stop-name';
const gatewayName = 'tab-stop-gateway';
const gatewayNamespace = 'tab-stop-gateway-namespace';

/** The snippets file of the extension, as JSON. */
export function snippetsFile(): string {
  const snippets = scenarios.map(({ prefix, name: title, description, request }) => [
    title,
    { prefix, description, body: body(request).trimEnd().split('\n') },
  ]);
  return `${JSON.stringify(Object.fromEntries(snippets), null, 2)}\n`;
}

function body(request: Scenario['request']): string {
  const text = renderObjects(
    egressObjects({
      ...request,
      host,
      name,
      namespace: '',
      gateway: request.api === 'istio' ? { name: gatewayName, namespace: gatewayNamespace } : { name, namespace: '' },
      selector: { istio: 'tab-stop-selector' },
    }),
  );
  const selector = usualSelector('istio-egressgateway')['istio'];
  const stops: [string, string][] = [
    [gatewayNamespace, '${4:istio-system}'],
    [gatewayName, '${3:istio-egressgateway}'],
    ['tab-stop-selector', `\${2:${selector}}`],
    [name, 'egress-${1/[^a-z0-9]+/-/g}'],
    [host, '${1:api.example.com}'],
  ];
  return stops.reduce((result, [mark, stop]) => replaceStops(result, mark, stop), text.replaceAll('$', '\\$'));
}

/** The first place has the tab stop with its default, the others mirror it; a transformed one is the same everywhere. */
function replaceStops(text: string, mark: string, stop: string): string {
  const [, number] = /^\$\{(\d):/.exec(stop) ?? [];
  let first = true;
  return text.replaceAll(mark, () => {
    const written = first || number === undefined ? stop : `$${number}`;
    first = false;
    return written;
  });
}
