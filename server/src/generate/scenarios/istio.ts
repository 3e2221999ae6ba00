import { both, database, domain, grpc, http, https, mutual, plaintext, type Row, tls, wrapped } from './row';
import { marks } from './tab-stops';

/** The ways through an egress gateway that is there, in Istio’s own API. */
export const istioRows: readonly Row[] = [
  [
    'http',
    'HTTP',
    'HTTP through the egress gateway; plain text on the way to it and out of it.',
    { ...http, ...plaintext },
  ],
  [
    'http-mtls',
    'HTTP, mutual TLS to the gateway',
    'HTTP through the egress gateway, inside Istio’s mutual TLS up to it, so that the gateway knows who asks.',
    http,
  ],
  [
    'http-two-hosts',
    'HTTP to two hosts',
    'HTTP to two hosts through one egress gateway, inside Istio’s mutual TLS up to it.',
    { ...http, hosts: [marks.host, marks.second] },
  ],
  [
    'https',
    'HTTPS passed through',
    'HTTPS of the application, passed through the egress gateway by the name that the client asks for.',
    https,
  ],
  [
    'https-mtls',
    'HTTPS inside mutual TLS',
    'HTTPS of the application, wrapped in Istio’s mutual TLS up to the egress gateway.',
    { ...https, ...wrapped },
  ],
  [
    'http-https',
    'HTTP and HTTPS',
    'HTTP and HTTPS of one host through the egress gateway; what is HTTPS is passed through.',
    both,
  ],
  [
    'tls-origination',
    'TLS origination',
    'HTTP of the application, mutual TLS up to the egress gateway, HTTPS from there to the host.',
    { ...http, ...tls },
  ],
  [
    'tls-origination-plaintext',
    'TLS origination, plain HTTP to the gateway',
    'HTTP of the application up to the egress gateway, HTTPS from there to the host.',
    { ...http, ...tls, ...plaintext },
  ],
  [
    'tls-origination-https',
    'TLS origination, and HTTPS',
    'HTTP of the application becomes HTTPS at the egress gateway; its own HTTPS to the same host is passed through.',
    { ...both, ...tls },
  ],
  [
    'mutual-tls-origination',
    'mutual TLS origination',
    'HTTP of the application; the egress gateway shows the host a certificate, from a Secret beside the gateway’s pods.',
    { ...http, ...mutual },
  ],
  ['grpc', 'gRPC', 'gRPC through the egress gateway, inside Istio’s mutual TLS up to it.', grpc],
  [
    'grpc-tls-origination',
    'gRPC, TLS origination',
    'gRPC in plain text of the application, TLS from the egress gateway to the host.',
    { ...grpc, ...tls },
  ],
  [
    'tcp',
    'TCP',
    'A database, or whatever speaks TCP, through the egress gateway, whose Service needs the port, too.',
    { ...database, ...plaintext },
  ],
  [
    'tcp-mtls',
    'TCP, mutual TLS to the gateway',
    'TCP through the egress gateway, inside Istio’s mutual TLS up to it. The gateway’s Service needs the port, too.',
    database,
  ],
  [
    'tcp-tls-origination',
    'TCP, TLS origination',
    'TCP of the application, TLS from the egress gateway to the host. The gateway’s Service needs the port, too.',
    { ...database, ...tls },
  ],
  [
    'tcp-mutual-tls-origination',
    'TCP, mutual TLS origination',
    'TCP of the application; the egress gateway shows the host a certificate. The gateway’s Service needs the port, too.',
    { ...database, ...mutual },
  ],
  [
    'wildcard',
    'all names of a domain, one server',
    'HTTPS to every name of a domain for which one server answers, passed through the egress gateway.',
    { ...https, hosts: [domain, `www.${marks.domain}`] },
  ],
  [
    'network-policy',
    'TLS origination, NetworkPolicy',
    'TLS origination at the egress gateway, and a NetworkPolicy that leaves pods no way around it.',
    { ...http, ...tls, networkPolicy: true, gateway: undefined },
  ],
];
