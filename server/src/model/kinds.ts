import type { Read } from '../yaml/read';
import { destinationRule } from './destination-rule';
import { gateway } from './gateway';
import type { KindDefinition } from './kind';
import { kustomization } from './kustomization';
import { namespaceObject } from './namespace-object';
import { service } from './service';
import { serviceEntry } from './service-entry';
import { virtualService } from './virtual-service';
import { workload } from './workload';

export const kinds = [
  serviceEntry,
  gateway,
  virtualService,
  destinationRule,
  service,
  workload,
  namespaceObject,
  kustomization,
] as const;

type Kinds = { [D in (typeof kinds)[number] as D['name']]: Read<D['spec']> };
export type Kind = keyof Kinds;
export type Spec<K extends Kind> = Kinds[K];

const byType = new Map<string, KindDefinition>();
for (const definition of kinds)
  for (const group of definition.groups)
    for (const kind of (definition as KindDefinition).kinds ?? [definition.name])
      byType.set(`${group}/${kind}`, definition as KindDefinition);

/** How an object with this `apiVersion` and `kind` is read; `undefined` for kinds that mean nothing to us. */
export const kindDefinition = (apiVersion: string, kind: string): KindDefinition | undefined =>
  byType.get(`${apiGroup(apiVersion)}/${kind}`);

/** `networking.istio.io` of `networking.istio.io/v1`; empty for the core group. */
export const apiGroup = (apiVersion: string): string => apiVersion.slice(0, Math.max(0, apiVersion.lastIndexOf('/')));
