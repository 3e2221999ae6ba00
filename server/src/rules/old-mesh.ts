import { istioVersion } from '../mesh/istio-version';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Severity } from '../workspace/settings';

/**
 * How bad it is that only an Istio of long ago makes sense of an object. Where nobody says which Istio the mesh has, it may
 * be one of those; a template is for meshes that aren't here, and an object that was read from a cluster is there as it is.
 */
export function severityOfOld({ document, resource }: MeshObject, mesh: Mesh): Severity {
  if (istioVersion(mesh)) return 'error';
  return document.text.includes('{{') || resource.created ? 'hint' : 'warning';
}
