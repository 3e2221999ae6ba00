import { statusOf } from '../server/src/mesh/gateway-api/status/status';
import type { Kind } from '../server/src/model/kinds';
import type { Mesh } from '../server/src/workspace/mesh';
import { meshOf } from './traced';

/**
 * What Istio reports of the object of that kind and name, for each part of it: `http-80: fine`, or its bad conditions,
 * such as `Gateway/infra/egress: Accepted NoMatchingParent`. The object itself has no name.
 */
export function reported(source: string | Mesh, kind: Kind, name: string): string[] {
  const mesh = typeof source === 'string' ? meshOf(source) : source;
  const parts = new Map<string, string[]>();
  for (const { part, type, status, reason } of mesh.named(kind, name).flatMap((it) => statusOf(mesh, it))) {
    const bad = parts.get(part) ?? [];
    parts.set(part, bad);
    if (status === (type === 'Conflicted')) bad.push(`${type} ${reason}`);
  }
  return [...parts].map(([part, bad]) => `${part && `${part}: `}${bad.join(', ') || 'fine'}`);
}
