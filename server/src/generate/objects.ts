import type { Value } from '../yaml/write';

/** Name and namespace of a new object; without a namespace it goes where `kubectl` is told to put it. */
export interface ObjectName {
  readonly name: string;
  readonly namespace: string;
}

/** An object of Kubernetes. */
export const kubernetesObject = (
  apiVersion: string,
  kind: string,
  { name, namespace }: ObjectName,
  spec: Value,
  annotations?: Readonly<Record<string, string>>,
): Value => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace ? { namespace } : {}), ...(annotations ? { annotations } : {}) },
  spec,
});

const istioObject = (kind: string, name: ObjectName, spec: Value): Value =>
  kubernetesObject('networking.istio.io/v1', kind, name, spec);

export interface Port {
  readonly number: number;
  readonly name: string;
  readonly protocol: string;
}

export const serviceEntryObject = (name: ObjectName, hosts: readonly string[], ports: readonly Port[]): Value =>
  istioObject('ServiceEntry', name, { hosts, ports: ports.map((it) => ({ ...it })), resolution: 'DNS' });

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

/** A traffic policy that speaks TLS on one port only. */
export const portTls = (number: number, tls: Value): Value => ({
  portLevelSettings: [{ port: { number }, tls }],
});
