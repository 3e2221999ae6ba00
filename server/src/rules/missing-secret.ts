import type { Failure } from '../trace/failures';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { isPlaced, type PlacedEvidence } from './failure';
import { serverAt } from './hop-server';

type Secret = MeshObject<'Secret'>;

/** A Secret that a server of a gateway asks for in vain. */
export interface WantedSecret {
  /** Why; at its name in the Gateway. */
  readonly evidence: PlacedEvidence;
  /** Those of the name beside the gateway's pods, where it is what is in them that is missing. */
  readonly here: readonly Secret[];
  readonly elsewhere: readonly Secret[];
}

/** The Secret for want of which a server takes no TLS connection; `undefined` where it is something else. */
export function passedSecret({ cause, hop }: Failure, mesh: Mesh): WantedSecret | undefined {
  // 3.5.2
  if (cause.reason !== 'tls-error' || cause.missing?.fact !== '3.5.2' || !isPlaced(cause.missing)) return undefined;
  const evidence = cause.missing;
  const tls = serverAt(evidence)?.server.tls;
  const last = evidence.path.at(-1);
  const written = typeof last === 'number' ? tls?.credentialNames[last] : tls?.credentialName;
  const name = written?.value.split('/').at(-1) ?? '';
  if (name === '') return undefined;
  const all = mesh.named('Secret', name);
  const here = mesh.find('Secret', hop.proxy.namespace, name);
  return { evidence, here, elsewhere: all.filter((it) => !here.includes(it)) };
}
