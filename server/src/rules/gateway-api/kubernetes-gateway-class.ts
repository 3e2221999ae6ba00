import { fix, replace } from '../../generate/edit';
import { builtInClasses, controllerOf } from '../../mesh/gateway-api/classes';
import { misspelt } from '../../text/nearest';
import { hasPlaceholder } from '../../text/placeholder';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { waypoint } from '../example-documents';
import { defineRule } from '../rule';

export const kubernetesGatewayClass = defineRule({
  id: 'kubernetes-gateway-class',
  severity: 'warning',
  summary: 'A Gateway is of a class that does not fit it.',
  rationale:
    'The class of a Gateway says who runs it. Of a class that nobody has, nothing is made, and no status says so. The pods of class `istio-waypoint` take only what ztunnels send them, by HBONE on port 15008, and listen for nothing else.',
  reference: 'https://gateway-api.sigs.k8s.io/api-types/gatewayclass/',
  on: ['KubernetesGateway'],

  *check(object, mesh) {
    const written = object.resource.spec.gatewayClassName;
    if (!written || object.document.partial || hasPlaceholder(written.value)) return;
    const meant = meantClass(mesh, object, written.value);
    if (!meant) return;
    yield {
      span: written.span,
      message: meant.message,
      fixes: () => fix(`Change to '${meant.name}'`, [replace(object, written.span, meant.name)]),
    };
  },

  examples: [
    {
      title: 'a misspelt class',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop }
spec:
  gatewayClassName: itsio
#                   ^^^^^ There is no class itsio, so nobody makes a proxy for this Gateway, and what is sent to it goes nowhere; Istio’s is called istio.
  listeners: [ { name: http, port: 80, protocol: HTTP } ]
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop }
spec:
  gatewayClassName: istio
  listeners: [ { name: http, port: 80, protocol: HTTP } ]
`,
    },
    {
      title: 'an egress gateway of the class for waypoints',
      source: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop }
spec:
  gatewayClassName: istio-waypoint
#                   ^^^^^^^^^^^^^^ Istio makes a waypoint of this Gateway, which takes only HBONE on port 15008: nothing listens on the ports of its listeners, and what is sent there fails.
  listeners: [ { name: http, port: 80, protocol: HTTP } ]
`,
      fixed: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: partners, namespace: shop }
spec:
  gatewayClassName: istio
  listeners: [ { name: http, port: 80, protocol: HTTP } ]
`,
    },
    {
      title: 'a waypoint, and classes that somebody else has',
      source: `
${waypoint('waypoint', 'shop')}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: shop }
spec:
  gatewayClassName: cilium
  listeners: [ { name: http, port: 80, protocol: HTTP } ]
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: inner, namespace: shop, annotations: { networking.istio.io/service-type: ClusterIP } }
spec:
  gatewayClassName: istio2
  listeners: [ { name: http, port: 80, protocol: HTTP } ]
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: istio2 }
spec: { controllerName: istio.io/gateway-controller }
`,
    },
  ],
});

/** The class that is meant instead, and what to say; `undefined` where the one that is written may be right. */
function meantClass(
  mesh: Mesh,
  gateway: MeshObject<'KubernetesGateway'>,
  written: string,
): { readonly name: string; readonly message: string } | undefined {
  const controller = controllerOf(mesh, gateway);
  const { listeners } = gateway.resource.spec;
  if (controller === 'waypoint') {
    // A4 its Service has the ports of its listeners, and its pods listen on 15008 only
    const isTunnel = listeners.some((it) => it.protocol?.value === 'HBONE' || it.port?.value === 15008);
    if (isTunnel || listeners.length === 0) return undefined;
    return {
      name: 'istio',
      message:
        'Istio makes a waypoint of this Gateway, which takes only HBONE on port 15008: nothing listens on the ports of its listeners, and what is sent there fails.',
    };
  }
  // that of another controller may be installed by whatever brings it
  if (controller || mesh.find('GatewayClass', '', written).length > 0 || mesh.hasHidden('GatewayClass'))
    return undefined;
  const name = misspelt(written, builtInClasses.keys());
  if (name === undefined) return undefined;
  return {
    name,
    message: `There is no class ${written}, so nobody makes a proxy for this Gateway, and what is sent to it goes nowhere; Istio’s is called ${name}.`,
  };
}
