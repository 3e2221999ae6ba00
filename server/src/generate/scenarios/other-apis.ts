import { both, database, domain, http, https, mutual, plaintext, type Row, tls } from './row';

/** The ways through a gateway that Istio makes of the Gateway API. */
export const gatewayApiRows: readonly Row[] = [
  [
    'http',
    'HTTP',
    'HTTP through an egress gateway that Istio makes; plain text on the way to it and out of it.',
    { ...http, ...plaintext },
  ],
  [
    'http-mtls',
    'HTTP, mutual TLS to the gateway',
    'HTTP through an egress gateway that Istio makes, inside Istio’s mutual TLS up to it, so that the gateway knows who asks.',
    http,
  ],
  [
    'https',
    'HTTPS passed through',
    'HTTPS of the application, passed through an egress gateway that Istio makes (Istio 1.30, Gateway API 1.5).',
    https,
  ],
  [
    'tls-origination',
    'TLS origination',
    'HTTP of the application, mutual TLS up to an egress gateway that Istio makes, HTTPS from there to the host.',
    { ...http, ...tls },
  ],
  [
    'mutual-tls-origination',
    'mutual TLS origination',
    'HTTP of the application; an egress gateway that Istio makes shows the host a certificate, from a Secret beside it.',
    { ...http, ...mutual },
  ],
];

/** The ways through a waypoint. */
export const ambientRows: readonly Row[] = [
  ['http', 'HTTP', 'HTTP through a waypoint, which is the egress gateway of ambient mode.', http],
  ['https', 'HTTPS', 'HTTPS of the application through a waypoint, which passes it on as it is.', https],
  [
    'tls-origination',
    'TLS origination',
    'HTTP of the application, HTTPS from the waypoint to the host.',
    { ...http, ...tls },
  ],
  [
    'mutual-tls-origination',
    'mutual TLS origination',
    'HTTP of the application; the waypoint shows the host a certificate, from a Secret beside it.',
    { ...http, ...mutual },
  ],
  ['tcp', 'TCP', 'A database, or whatever speaks TCP, through a waypoint.', database],
  [
    'wildcard',
    'all names of a domain',
    'HTTP to every name of a domain through a waypoint, which looks the servers up itself (Istio 1.28).',
    { ...http, hosts: [domain] },
  ],
];

/** The ways straight from the sidecars. */
export const sidecarRows: readonly Row[] = [
  [
    'http',
    'HTTP',
    'A host outside that applications reach by HTTP, with all that Istio can do for HTTP; without a gateway.',
    http,
  ],
  ['https', 'HTTPS', 'A host outside that applications reach by HTTPS; without a gateway.', https],
  [
    'http-https',
    'HTTP and HTTPS',
    'A host outside that applications reach by HTTP and by HTTPS; without a gateway.',
    both,
  ],
  [
    'tls-origination',
    'TLS origination',
    'HTTP of the application, HTTPS from its sidecar to the host; without a gateway.',
    { ...http, ...tls },
  ],
  ['tcp', 'TCP', 'A database, or whatever speaks TCP, known by its address; without a gateway.', database],
  [
    'wildcard',
    'all names of a domain',
    'HTTPS to every name of a domain; sidecars look the servers up themselves (Istio 1.30).',
    { ...https, hosts: [domain] },
  ],
];
