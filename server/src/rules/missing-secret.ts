import type { Failure } from '../trace/failures';
import { isOfKind, type Mesh, type MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import { tlsOf } from './client-tls';
import { isPlaced, type PlacedEvidence } from './failure';
import { hopServerAt } from './hop-server';

type Secret = MeshObject<'Secret'>;

/** A Secret that a server of a gateway, or a proxy that begins TLS, asks for in vain. */
export interface WantedSecret {
  /** Why; at its name in the Gateway or the DestinationRule. */
  readonly evidence: PlacedEvidence;
  /** Those of the name beside the gateway's pods, where it is what is in them that is missing. */
  readonly here: readonly Secret[];
  readonly elsewhere: readonly Secret[];
}

/** The Secret for want of which no TLS connection succeeds; `undefined` where it is something else. */
export function passedSecret({ cause, hop }: Failure, mesh: Mesh): WantedSecret | undefined {
  // 3.5.2
  if (cause.reason !== 'tls-error' || cause.missing?.fact !== '3.5.2' || !isPlaced(cause.missing)) return undefined;
  const evidence = cause.missing;
  const name = writtenName(evidence)?.split('/').at(-1) ?? '';
  if (name === '') return undefined;
  const all = mesh.named('Secret', name);
  const here = mesh.find('Secret', hop.proxy.namespace, name);
  return { evidence, here, elsewhere: all.filter((it) => !here.includes(it)) };
}

/** The name at the place of the evidence. */
function writtenName(evidence: PlacedEvidence): string | undefined {
  const { object, path } = evidence;
  if (isOfKind(object, 'DestinationRule'))
    return tlsOf(object).find((it) => samePath(it.path, path.slice(0, -1)))?.tls.credentialName?.value;
  const tls = hopServerAt(evidence)?.server.tls;
  const last = path.at(-1);
  return (typeof last === 'number' ? tls?.credentialNames[last] : tls?.credentialName)?.value;
}

const samePath = (a: Path, b: Path): boolean => a.join() === b.join();
