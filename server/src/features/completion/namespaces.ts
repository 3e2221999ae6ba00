import { kinds } from '../../model/kinds';
import type { Asked } from './asked';
import type { Candidate } from './completion';

/** Namespaces that are objects of the workspace, or that its objects lie in, or that the settings name. */
export function namespaces({ mesh }: Asked): Candidate[] {
  const found = new Map<string, string>();
  for (const { name } of mesh.all('Namespace')) found.set(name, 'Namespace');
  for (const { name: kind } of kinds)
    for (const { resource, namespace } of mesh.all(kind))
      if (!found.has(namespace))
        found.set(namespace, `namespace of ${resource.type} ${resource.name?.value ?? ''}`.trim());
  const [gateway = ''] = mesh.settings.gateway.split('/');
  for (const it of [mesh.settings.rootNamespace, gateway]) if (!found.has(it)) found.set(it, 'named by the settings');
  found.delete('');
  return [...found].map(([label, detail]) => ({ label, kind: 'namespace', detail, rank: 3 }));
}

/** What `exportTo` may say. */
export const exportTargets = (asked: Asked): Candidate[] => [
  { label: '.', kind: 'namespace', detail: 'only the namespace of this object', rank: 0 },
  { label: '*', kind: 'namespace', detail: 'every namespace', rank: 1 },
  { label: '~', kind: 'namespace', detail: 'no namespace', rank: 2 },
  ...namespaces(asked),
];
