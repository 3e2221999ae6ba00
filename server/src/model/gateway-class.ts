import { struct, text } from '../yaml/read';
import { defineKind } from './kind';

const spec = struct({ controllerName: text });

/** Says which controller Gateways belong to. */
export const gatewayClass = defineKind({
  name: 'GatewayClass',
  groups: ['gateway.networking.k8s.io'],
  clusterWide: true,
  spec,
  definedName: ({ name }) => ({ kind: 'object', type: 'GatewayClass', namespace: '', name }),
  *mentions() {},
});
