import { selectsLabels } from '../model/label-selector';
import { type Labels, plainLabels } from '../model/labels';
import type { Mesh } from '../workspace/mesh';
import { meshConfig } from './mesh-config';

/** How far ServiceEntries are seen, whatever their own `exportTo` says. */
export type ServiceEntryVisibility = 'PUBLIC' | 'NAMESPACE' | 'NONE';

/** How far sidecars and gateways let the ServiceEntries of a namespace be seen, where the mesh's administrator limits it. */
export function serviceEntryVisibility(mesh: Mesh, namespace: string): ServiceEntryVisibility {
  const config = meshConfig(mesh).serviceEntryVisibility.value;
  // S11 pilot/pkg/model/push_context.go serviceExportTo: only where it is to apply to sidecars
  if (!config?.applyToSidecars?.value) return 'PUBLIC';
  const labels = namespaceLabels(mesh, namespace);
  // pilot/pkg/model/serviceentry_visibility.go VisibilityFor: the first policy whose rules all match
  const policy = config.policies.find(({ matchingRules }) =>
    matchingRules.every(({ namespaceSelector }) => namespaceSelector && selectsLabels(namespaceSelector, labels)),
  );
  const word = (policy ? policy.visibility : config.defaultVisibility)?.value;
  return word === 'NAMESPACE' || word === 'NONE' ? word : 'PUBLIC';
}

/** The label that Kubernetes itself gives each namespace. */
export const namespaceNameLabel = 'kubernetes.io/metadata.name';

/** The labels of a namespace, as far as the workspace says; Kubernetes gives each its name. */
export function namespaceLabels(mesh: Mesh, namespace: string): Labels {
  const written = mesh.named('Namespace', namespace).flatMap(({ resource }) => [...plainLabels(resource.labels)]);
  return new Map([...written, [namespaceNameLabel, namespace]]);
}
