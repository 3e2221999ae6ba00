import type { Value } from '../yaml/write';

/** Name and namespace of a new object; without a namespace it goes where `kubectl` is told to put it. */
export interface ObjectName {
  readonly name: string;
  readonly namespace: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** An object of Kubernetes. */
export const kubernetesObject = (
  apiVersion: string,
  kind: string,
  { name, namespace, labels }: ObjectName,
  spec: Value,
  annotations?: Readonly<Record<string, string>>,
): Value => ({
  apiVersion,
  kind,
  metadata: {
    name,
    ...(namespace ? { namespace } : {}),
    ...(labels ? { labels: { ...labels } } : {}),
    ...(annotations ? { annotations: { ...annotations } } : {}),
  },
  spec,
});

const istioObject = (kind: string, name: ObjectName, spec: Value): Value =>
  kubernetesObject('networking.istio.io/v1', kind, name, spec);

export interface Port {
  readonly number: number;
  readonly name: string;
  readonly protocol: string;
  readonly targetPort?: number;
}

/** What a ServiceEntry says besides its hosts and ports. */
export interface EntryRest {
  /** None where there are no addresses to be said. */
  readonly addresses?: readonly string[] | undefined;
  readonly resolution: string;
  readonly location?: string;
  readonly endpoints?: Value;
}

export const serviceEntryObject = (
  name: ObjectName,
  hosts: readonly string[],
  ports: readonly Port[],
  { addresses = [], ...rest }: EntryRest = { resolution: 'DNS' },
): Value =>
  istioObject('ServiceEntry', name, {
    hosts,
    ...(addresses.length > 0 ? { addresses } : {}),
    ports: ports.map((it) => ({ ...it })),
    ...rest,
  });

export interface ServerValue {
  readonly port: Port;
  /** The TLS mode; none for plaintext. */
  readonly tls: string | undefined;
}

export const gatewayObject = (
  name: ObjectName,
  selector: Readonly<Record<string, string>>,
  hosts: readonly string[],
  servers: readonly ServerValue[],
): Value =>
  istioObject('Gateway', name, {
    selector,
    servers: servers.map(({ port, tls }) => ({ port: { ...port }, hosts, ...(tls ? { tls: { mode: tls } } : {}) })),
  });

export const destinationRuleObject = (name: ObjectName, host: string, rest: { readonly [key: string]: Value }): Value =>
  istioObject('DestinationRule', name, { host, ...rest });

export const virtualServiceObject = (
  name: ObjectName,
  hosts: readonly string[],
  gateways: readonly string[],
  rules: { readonly [section: string]: Value },
): Value => istioObject('VirtualService', name, { hosts, gateways, ...rules });

export const sidecarObject = (name: ObjectName, spec: Value): Value => istioObject('Sidecar', name, spec);

/** A traffic policy for one port only. */
export const portPolicy = (number: number, settings: { readonly [key: string]: Value }): Value => ({
  portLevelSettings: [{ port: { number }, ...settings }],
});

/** A traffic policy that speaks TLS on one port only. */
export const portTls = (number: number, tls: Value): Value => portPolicy(number, { tls });
