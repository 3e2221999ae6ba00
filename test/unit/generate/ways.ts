import type { EgressApi, EgressRequest } from '../../../server/src/generate/egress-request';

/** The APIs that have a gateway with a hop to it. */
export const gatewayed = ['istio', 'gateway-api'] as const satisfies readonly EgressApi[];
export type GatewayedApi = (typeof gatewayed)[number];

/** A way out that may be asked for, and what is to come of it. */
export interface Way extends Pick<EgressRequest, 'outside' | 'hop'> {
  readonly application: 'http' | 'https';
  /** The kinds that each API takes, in their order; none where it can't be had. */
  readonly kinds?: Readonly<Record<GatewayedApi, string>>;
  /** Why it can't be had. */
  readonly refused?: RegExp;
  /** The layers of encryption, outermost last: from the client to the gateway, and from there to the host. */
  readonly layers?: readonly [toGateway: readonly string[], toHost: readonly string[]];
}

/** Every way there is: what the application speaks, what leaves the gateway, and how the gateway is reached. */
export const ways: readonly Way[] = [
  {
    application: 'http',
    outside: 'same',
    hop: 'plaintext',
    kinds: {
      istio: 'ServiceEntry Gateway VirtualService',
      'gateway-api': 'ServiceEntry Gateway HTTPRoute HTTPRoute',
    },
    layers: [[], []],
  },
  {
    application: 'http',
    outside: 'same',
    hop: 'mtls',
    kinds: {
      istio: 'ServiceEntry Gateway DestinationRule VirtualService',
      'gateway-api': 'ServiceEntry Gateway DestinationRule HTTPRoute HTTPRoute',
    },
    layers: [['ISTIO_MUTUAL'], []],
  },
  {
    application: 'http',
    outside: 'tls',
    hop: 'plaintext',
    kinds: {
      istio: 'ServiceEntry Gateway DestinationRule VirtualService',
      'gateway-api': 'ServiceEntry Gateway DestinationRule HTTPRoute HTTPRoute',
    },
    layers: [[], ['SIMPLE']],
  },
  {
    application: 'http',
    outside: 'tls',
    hop: 'mtls',
    kinds: {
      istio: 'ServiceEntry Gateway DestinationRule DestinationRule VirtualService',
      'gateway-api': 'ServiceEntry Gateway DestinationRule DestinationRule HTTPRoute HTTPRoute',
    },
    layers: [['ISTIO_MUTUAL'], ['SIMPLE']],
  },
  { application: 'http', outside: 'same', hop: 'passthrough', refused: /no TLS that could be passed through/ },
  { application: 'http', outside: 'tls', hop: 'passthrough', refused: /no TLS that could be passed through/ },
  {
    application: 'https',
    outside: 'same',
    hop: 'passthrough',
    kinds: {
      istio: 'ServiceEntry Gateway VirtualService',
      'gateway-api': 'ServiceEntry Gateway TLSRoute TLSRoute',
    },
    layers: [['application'], ['application']],
  },
  {
    application: 'https',
    outside: 'same',
    hop: 'mtls',
    kinds: {
      istio: 'ServiceEntry Gateway DestinationRule VirtualService',
      'gateway-api': 'ServiceEntry Gateway DestinationRule TLSRoute TLSRoute',
    },
    layers: [['application', 'ISTIO_MUTUAL'], ['application']],
  },
  { application: 'https', outside: 'same', hop: 'plaintext', refused: /the hop cannot be plaintext/ },
  { application: 'https', outside: 'tls', hop: 'plaintext', refused: /encrypted twice/ },
  { application: 'https', outside: 'tls', hop: 'mtls', refused: /encrypted twice/ },
  { application: 'https', outside: 'tls', hop: 'passthrough', refused: /encrypted twice/ },
];
