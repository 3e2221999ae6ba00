import type { Located } from '../text/span';
import { integer, list, type Read, strings, struct, text } from '../yaml/read';
import { serviceHost } from './host';
import { defineKind, type Identity } from './kind';
import { labelSelector } from './label-selector';
import { defines, uses } from './name';
import { mentionsOf, nothingByDefault, objectReference, secretByDefault, section } from './object-reference';
import { listenerClass, servicePortProtocol } from './protocol';

const namespaces = struct({ from: text, selector: labelSelector });
const validation = struct({ caCertificateRefs: list(objectReference), mode: text });

/** Of a Gateway or of a ListenerSet. */
export const listener = struct({
  name: text,
  hostname: text,
  port: integer,
  protocol: text,
  tls: struct({ mode: text, certificateRefs: list(objectReference), options: strings }),
  allowedRoutes: struct({ namespaces, kinds: list(struct({ group: text, kind: text })) }),
});
export type GatewayListener = Read<typeof listener>;

const address = struct({ type: text, value: text });

const spec = struct({
  gatewayClassName: text,
  listeners: list(listener),
  addresses: list(address),
  infrastructure: struct({ labels: strings, annotations: strings, parametersRef: objectReference }),
  allowedListeners: struct({ namespaces }),
  tls: struct({
    backend: struct({ clientCertificateRef: objectReference }),
    frontend: struct({
      default: struct({ validation }),
      perPort: list(struct({ port: integer, tls: struct({ validation }) })),
    }),
  }),
});
export type KubernetesGatewaySpec = Read<typeof spec>;
/** The namespaces that may attach something. */
export type AllowedNamespaces = Read<typeof namespaces>;

/** The label by which the pods of a Gateway are known that Istio runs itself. */
export const gatewayNameLabel = 'gateway.networking.k8s.io/gateway-name';

/** The `Gateway` of Kubernetes' Gateway API, from which Istio makes a proxy of its own. */
export const kubernetesGateway = defineKind({
  name: 'KubernetesGateway',
  groups: ['gateway.networking.k8s.io'],
  kinds: ['Gateway'],
  spec,
  definedName: ({ namespace, name }) => ({ kind: 'object', type: 'KubernetesGateway', namespace, name }),
  *mentions(spec, identity, { name, annotations }) {
    const { gatewayClassName: className, listeners, addresses, infrastructure, tls } = spec;
    if (className)
      yield uses(className, { kind: 'object', type: 'GatewayClass', namespace: '', name: className.value });
    if (name && isManaged(spec)) {
      yield defines(name, { kind: 'label', key: gatewayNameLabel, value: identity.name });
      yield defines(name, {
        kind: 'host',
        host: serviceHost(generatedName(spec, identity, annotations), identity.namespace),
      });
    }
    for (const { type, value } of addresses)
      if (value && type?.value === 'Hostname')
        yield uses(value, { kind: 'host', host: addressHost(value.value, identity.namespace) });
    for (const it of listeners) yield* listenerMentions('KubernetesGateway', it, identity);
    const frontend = [tls?.frontend?.default, ...(tls?.frontend?.perPort ?? []).map((it) => it.tls)];
    yield* mentionsOf(
      frontend.flatMap((it) => it?.validation?.caCertificateRefs ?? []),
      nothingByDefault,
      identity,
    );
    yield* mentionsOf([tls?.backend?.clientCertificateRef], secretByDefault, identity);
    yield* mentionsOf([infrastructure?.parametersRef], nothingByDefault, identity);
  },
  *dialled({ listeners }) {
    for (const it of listeners) yield* dialledListener(it);
  },
});

/** What a listener mentions, whether its Gateway or a ListenerSet has it. */
export function* listenerMentions(
  owner: 'KubernetesGateway' | 'ListenerSet',
  { name, hostname, tls }: GatewayListener,
  identity: Identity,
) {
  if (name) yield defines(name, section(owner, identity, name.value));
  if (hostname) yield uses(hostname, { kind: 'host', host: hostname.value.toLowerCase() });
  yield* mentionsOf(tls?.certificateRefs ?? [], secretByDefault, identity);
}

/** What clients dial to reach a listener through the Service that Istio makes. */
export function* dialledListener({ port, protocol }: GatewayListener) {
  if (!port) return;
  const spoken = servicePortProtocol(port.value, '', 'TCP', protocol?.value.toLowerCase() ?? '');
  yield { port: port.value, listener: listenerClass(spoken) };
}

/** Whether Istio runs the Gateway's pods and Service itself, and does not use such as are there. */
export function isManaged({ addresses: [first, ...others] }: KubernetesGatewaySpec): boolean {
  // L8 pilot/pkg/config/kube/gatewaycommon/gateway_utils.go IsManaged
  if (others.length > 0) return false;
  return !first?.type || first.type.value === 'IPAddress';
}

const nameIsWhole: ReadonlySet<string | undefined> = new Set(['istio-waypoint', 'istio-east-west']);

/** The name of the Deployment and of the Service that Istio makes. */
export function generatedName(
  { gatewayClassName }: KubernetesGatewaySpec,
  { name }: Pick<Identity, 'name'>,
  annotations: ReadonlyMap<string, Located<string>> | undefined,
): string {
  // 4.5 pilot/pkg/config/kube/gateway/conversion.go extractGatewayServices
  return annotations?.get('gateway.istio.io/name-override')?.value || defaultName(name, gatewayClassName?.value);
}

/** The name of the ServiceAccount that Istio makes. */
export const generatedServiceAccount = (
  { gatewayClassName }: KubernetesGatewaySpec,
  { name }: Pick<Identity, 'name'>,
  annotations: ReadonlyMap<string, Located<string>> | undefined,
): string =>
  // 4.5 pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go configureIstioGateway
  annotations?.get('gateway.istio.io/service-account')?.value || defaultName(name, gatewayClassName?.value);

const defaultName = (name: string, className: string | undefined): string =>
  // 4.5 pilot/pkg/config/kube/gatewaycommon/gateway_utils.go GetDefaultName; classinfo.go DisableNameSuffix
  nameIsWhole.has(className) ? name : `${name}-${className ?? ''}`;

/** The host of a Service that an address of type Hostname names. */
export const addressHost = (value: string, namespace: string): string =>
  // L8 pilot/pkg/config/kube/gateway/conversion.go extractGatewayServices
  value.includes('.') ? value.toLowerCase() : serviceHost(value.toLowerCase(), namespace);
