import { resolveHost } from '../model/host';
import { type Protocol, parseProtocol } from '../model/protocol';
import type { MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import { type Imports, importsOfAll, readImports } from './imports';

/** One entry of a Sidecar's `egress`. */
export interface EgressListener {
  /** In the Sidecar; absent for what holds without one. */
  readonly path: Path | undefined;
  /** The port that it is for; absent for all that no other entry names. */
  readonly port: { readonly number: number; readonly protocol: Protocol } | undefined;
  /** The address that it listens on; absent for the services' own. */
  readonly bind: string | undefined;
  readonly imports: Imports;
  importsVirtualService(virtualService: MeshObject<'VirtualService'>): boolean;
}

/** The entries in order; without any, and without a Sidecar, there is one for all ports that imports everything. */
export function egressListeners(sidecar: MeshObject<'Sidecar'> | undefined, namespace: string): EgressListener[] {
  const egress = sidecar?.resource.spec.egress ?? [];
  // C1 pilot/pkg/model/sidecar.go initSidecarScopeInternalIndexes
  if (egress.length === 0) return [withImports(importsOfAll, undefined, undefined, undefined)];
  return egress.map(({ port, bind, captureMode, hosts }, index) => {
    const imports = readImports(
      hosts.map((it) => it.value),
      namespace,
    );
    const number = port?.number?.value;
    return withImports(
      imports,
      ['spec', 'egress', index],
      number ? { number, protocol: parseProtocol(port?.protocol?.value ?? '') } : undefined,
      // listener.go buildSidecarOutboundListeners: without interception it is a port of the pod itself
      bind?.value ?? (captureMode?.value === 'NONE' ? '127.0.0.1' : undefined),
    );
  });
}

const withImports = (
  imports: Imports,
  path: Path | undefined,
  port: EgressListener['port'],
  bind: string | undefined,
): EgressListener => ({
  path,
  port,
  bind,
  imports,
  importsVirtualService: ({ resource, namespace, writtenAt }) =>
    imports[writtenAt ? 'route' : 'virtualService'](
      resource.spec.hosts.map((it) => resolveHost(it.value, namespace)),
      namespace,
    ),
});
