/** What is wrong in the sample workspace: one file, one rule. The files that are not here are correct. */
export const mistakes: readonly (readonly [path: string, rule: string])[] = [
  ['shop/gateways/gateway-not-found.yaml', 'virtual-service-gateway-not-found'],
  ['shop/gateways/gateway-in-other-namespace.yaml', 'virtual-service-gateway-other-namespace'],
  ['shop/gateways/match-gateway-not-bound.yaml', 'match-gateway-not-bound'],
  ['shop/gateways/host-not-in-gateway.yaml', 'virtual-service-host-not-in-gateway'],
  ['shop/legs/subset-not-found.yaml', 'subset-not-found'],
  ['shop/legs/second-leg-missing.yaml', 'egress-second-leg-missing'],
  ['shop/legs/first-leg-missing.yaml', 'egress-first-leg-missing'],
  ['shop/legs/loop.yaml', 'egress-loop'],
  ['shop/ports/destination-port-not-in-service.yaml', 'destination-port-not-in-service'],
  ['shop/ports/mesh-route-port-without-server.yaml', 'mesh-route-port-without-server'],
  ['shop/ports/resolution-none-behind-gateway.yaml', 'service-entry-none-behind-gateway'],
  ['shop/spelling/snake-case-field.yaml', 'snake-case-field'],
  ['shop/spelling/unknown-field.yaml', 'unknown-field'],
  ['shop/spelling/enum-case.yaml', 'enum-case'],
];
