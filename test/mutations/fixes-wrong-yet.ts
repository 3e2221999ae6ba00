import type { WrongFix } from './fixes';

/*
 * What fixes do that they should not yet. The list only ever gets shorter; `npm run mutations -- fixes` tells what else
 * is wrong, and what is to be taken off. Most of it is a second mistake that the first one hid: the fix of one object
 * leaves another with what belonged to the old state.
 */

/** By rule: what its fixes do. */
export const wrongYet: Readonly<Record<string, string>> = {
  'backend-tls-policy-target-invalid': 'brings backend-tls-policy-double-tls',
  'destination-host-not-found': 'brings egress-bypass, brings network-policy-blocks-gateway-port',
  'gateway-server-port-not-on-service': 'brings network-policy-blocks-gateway-port',
  'istio-mutual-server-without-destination-rule': 'brings client-server-tls-mismatch, brings subset-not-found',
  'route-hostname-mismatch': 'brings egress-request-fails',
  'route-parent-not-found': 'brings http-to-tls-port',
  'service-backend-dotted': 'brings refused-by-istio',
  'subset-not-found': 'brings destination-rule-subset-no-workload',
  'virtual-service-gateway-other-namespace': 'brings destination-rule-not-visible-to-all-clients',
  'virtual-service-host-not-in-gateway': 'brings egress-request-fails',
  'virtual-service-not-exported-to-client':
    'brings destination-rule-not-visible-to-all-clients, brings mesh-virtual-service-without-service',
  'virtual-service-not-exported-to-gateway-namespace': 'brings destination-rule-not-visible-to-all-clients',
  'waypoint-not-found': 'brings waypoint-cross-namespace-denied',
};

export const isWrongYet = ({ key }: WrongFix): boolean => {
  const [rule = '', what = ''] = key.split(': ');
  return wrongYet[rule]?.split(', ').includes(what) ?? false;
};
