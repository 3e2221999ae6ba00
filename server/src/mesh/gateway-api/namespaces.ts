import type { AllowedNamespaces } from '../../model/kubernetes-gateway';
import { selectsLabels } from '../../model/label-selector';
import { unnamed } from '../../model/namespace';
import type { Mesh } from '../../workspace/mesh';
import { namespaceLabels } from '../service-entry-visibility';

/** Whether a namespace is one of those that `namespaces` of a Gateway in `own` speaks of. */
export function isAllowed(
  mesh: Mesh,
  allowed: AllowedNamespaces | undefined,
  own: string,
  namespace: string,
): boolean | 'unknown' {
  // K8 pilot/pkg/config/kube/gateway/conversion.go namespacesFromSelector
  const from = allowed?.from?.value ?? 'Same';
  if (from === 'Same') return namespace === own || (namespace === unnamed || own === unnamed ? 'unknown' : false);
  if (from === 'All' || !allowed?.selector) return true;
  const { selector } = allowed;
  const isSelected = (name: string): boolean => selectsLabels(selector, namespaceLabels(mesh, name));
  if (isSelected(namespace)) return true;
  // Namespaces are seldom among the manifests; where those are that it selects, others are none
  const isKnown =
    mesh.named('Namespace', namespace).length > 0 || mesh.all('Namespace').some((it) => isSelected(it.name));
  return isKnown ? false : 'unknown';
}
