import type { Kind } from '../model/kinds';
import { agree } from '../model/namespace';
import type { MeshObject } from '../workspace/mesh';
import type { Value } from '../yaml/write';
import { clientNamespaces, type EgressRequest } from './egress-request';
import { fieldOf, kindOf } from './value';

/** The namespaces whose proxies read the objects: the clients', and that of the gateway. */
export const readers = (
  request: Pick<EgressRequest, 'api' | 'clients' | 'namespace' | 'gateway'>,
): readonly string[] => [
  ...new Set([
    ...clientNamespaces(request),
    ...(request.api === 'sidecar' ? [] : request.api === 'ambient' ? [request.namespace] : [request.gateway.namespace]),
  ]),
];

/** The first reader that would not see objects exported to these namespaces only; `undefined` where all do. */
export const unseenBy = (
  request: Pick<EgressRequest, 'api' | 'clients' | 'namespace' | 'gateway' | 'exportTo'>,
): string | undefined => {
  const { exportTo, namespace } = request;
  if (!exportTo || exportTo.includes('*')) return undefined;
  return readers(request).find((it) => !exportTo.some((to) => agree(to === '.' ? namespace : to, it)));
};

/** Whether only clients in the namespace of the objects, and the gateway, are to see them. */
export const isForOwnNamespace = (
  request: Pick<EgressRequest, 'clients' | 'namespace' | 'gateway' | 'exportTo'>,
): boolean => {
  const { exportTo = ['*'], namespace, gateway } = request;
  const own = exportTo.filter((it) => it !== gateway.namespace).map((it) => (it === '.' ? namespace : it));
  return [...clientNamespaces(request), ...own].every((it) => it === namespace);
};

const exported: readonly Kind[] = ['ServiceEntry', 'VirtualService', 'DestinationRule'];

/** A new object as far as namespaces are to see it. */
export function withExport(object: Value, request: EgressRequest): Value {
  const { exportTo, namespace } = request;
  if (!exportTo || !isExported(object)) return object;
  // `.` means the namespace of the object, which beside the gateway is another
  const names = exportTo.map((it) => (it === '.' && namespace ? namespace : it));
  return withSpec(object, { exportTo: [...new Set(names)] });
}

/** An object as one that is there has to say it: what anybody sees is not to be hidden from others. */
export function withoutExport(object: Value): Value {
  const spec = fieldOf(object, 'spec');
  if (!isExported(object) || fieldOf(spec, 'exportTo') === undefined) return object;
  const { exportTo: _, ...rest } = spec as { readonly [key: string]: Value };
  return { ...(object as { readonly [key: string]: Value }), spec: rest };
}

/** What an object that is there is to say more; one that only some namespaces see must be seen by all that read it. */
export function withExportOf(home: MeshObject, object: Value, request: EgressRequest): Value {
  if (!isExported(object)) return object;
  const { spec } = home.resource as MeshObject<'ServiceEntry' | 'VirtualService' | 'DestinationRule'>['resource'];
  const written = spec.exportTo.map((it) => it.value);
  if (written.length === 0 || written.includes('*')) return object;
  const sees = (reader: string): boolean => written.some((it) => agree(it === '.' ? home.namespace : it, reader));
  const missing = readers(request).filter((it) => it !== '' && !sees(it));
  return missing.length > 0 ? withSpec(object, { exportTo: missing }) : object;
}

const isExported = (object: Value): boolean => exported.some((it) => it === kindOf(object));

const withSpec = (object: Value, more: { readonly [key: string]: Value }): Value => ({
  ...(object as { readonly [key: string]: Value }),
  spec: { ...(fieldOf(object, 'spec') as { readonly [key: string]: Value }), ...more },
});
