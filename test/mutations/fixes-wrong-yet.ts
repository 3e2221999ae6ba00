import type { WrongFix } from './fixes';

/*
 * What fixes do that they should not yet. The list only ever gets shorter; `npm run mutations -- fixes` tells what else
 * is wrong, and what is to be taken off. Most of it is a second mistake that the first one hid: the fix of one object
 * leaves another with what belonged to the old state.
 */

/** By rule: what its fixes do. */
export const wrongYet: Readonly<Record<string, string>> = {
  'auto-passthrough-for-external': 'brings virtual-service-host-wrong-server-kind',
  'backend-tls-policy-target-invalid': 'brings backend-tls-policy-double-tls',
  'client-server-tls-mismatch': 'brings authorization-policy-principal-without-mtls',
  'destination-host-not-found':
    'brings egress-bypass, brings network-policy-blocks-gateway-port, brings virtual-service-not-exported-to-gateway-namespace',
  'destination-port-not-in-service': 'brings http-to-tls-port, brings origination-on-other-port',
  'destination-rule-not-visible-to-gateway':
    'brings destination-rule-not-visible-to-all-clients, brings egress-loop, brings service-entry-http-on-443',
  'destination-rule-port-level-port-unknown':
    'brings double-tls, brings egress-request-fails, brings http-to-tls-port, brings service-entry-http-on-443',
  'destination-rule-tls-on-http-or-passthrough-server':
    'brings authorization-policy-principal-without-mtls, brings client-server-tls-mismatch',
  'double-tls': 'brings http-to-tls-port',
  'egress-first-leg-missing':
    'brings egress-bypass, brings istio-mutual-server-without-destination-rule, brings match-port-not-dialled',
  'egress-second-leg-missing':
    'brings double-tls, brings egress-loop, brings gateway-route-external-host-unknown, brings origination-on-other-port',
  'gateway-route-external-host-unknown':
    'brings destination-rule-host-unknown, brings http-to-tls-port, brings match-port-not-dialled, brings service-entry-tcp-without-address, brings subset-not-found',
  'gateway-server-port-not-on-service': 'brings network-policy-blocks-gateway-port',
  'http-to-tls-port': 'brings double-tls',
  'istio-mutual-server-without-destination-rule': 'brings client-server-tls-mismatch',
  'istio-mutual-to-external': 'brings http-to-tls-port',
  'match-port-not-dialled': 'brings destination-port-not-in-service',
  'match-port-not-on-gateway': 'brings egress-request-fails',
  'mesh-route-port-without-server':
    'brings client-server-tls-mismatch, brings match-port-not-on-gateway, brings server-port-protocol-conflict',
  'mesh-virtual-service-without-service':
    'brings egress-request-fails, brings mesh-virtual-service-without-service, brings service-entry-not-visible-to-gateway, brings virtual-service-not-exported-to-gateway-namespace',
  'parent-kind-ignored': 'brings route-parent-not-found',
  'registry-only-missing-service-entry':
    'brings service-entry-not-visible-to-gateway, brings virtual-service-not-exported-to-gateway-namespace',
  'route-hostname-mismatch': 'brings egress-request-fails',
  'route-parent-not-found': 'brings http-to-tls-port',
  'service-backend-dotted': 'brings refused-by-istio',
  'service-entry-wildcard-dns-without-endpoints': 'brings service-entry-none-behind-gateway',
  'sni-partial-wildcard': 'brings egress-request-fails, brings passthrough-sni-wider-than-server',
  'source-labels-ignored-with-gateways': 'brings double-tls',
  'subset-not-found':
    'brings credential-secret-namespace, brings destination-rule-not-visible-to-all-clients, brings destination-rule-not-visible-to-gateway, brings destination-rule-shadowed-by-client-namespace, brings destination-rule-subset-no-workload, brings double-tls, brings http-to-tls-port, brings invalid-object, brings virtual-service-not-exported-to-gateway-namespace',
  'tls-passthrough-on-https': 'brings route-kind-listener-protocol',
  'virtual-service-gateway-other-namespace': 'brings destination-rule-not-visible-to-all-clients',
  'virtual-service-host-not-in-gateway':
    'brings egress-first-leg-missing, brings egress-request-fails, brings mesh-route-port-without-server',
  'virtual-service-host-wrong-server-kind':
    'brings authorization-policy-http-fields-on-l4-server, brings authorization-policy-principal-without-mtls, brings destination-rule-tls-on-http-or-passthrough-server, brings gateway-server-section-mismatch, brings http-to-tls-port',
  'virtual-service-not-exported-to-client':
    'brings destination-rule-not-visible-to-all-clients, brings service-entry-not-visible-to-gateway, brings virtual-service-not-exported-to-gateway-namespace',
  'virtual-service-not-exported-to-gateway-namespace': 'brings destination-rule-not-visible-to-all-clients',
  'waypoint-not-found': 'brings waypoint-cross-namespace-denied',
};

export const isWrongYet = ({ key }: WrongFix): boolean => {
  const [rule = '', what = ''] = key.split(': ');
  return wrongYet[rule]?.split(', ').includes(what) ?? false;
};
