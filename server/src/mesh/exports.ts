import type { Mesh } from '../workspace/mesh';
import { meshConfig } from './mesh-config';
import { serviceEntryVisibility } from './service-entry-visibility';
import { isKubernetes, type Service } from './services';
import { isExportedTo } from './visibility';

/** Which services a namespace is told of. */
export interface Exports {
  isVisible(service: Service): boolean;
  /** Exported to all, not to some namespaces by name. */
  isPublic(service: Service): boolean;
}

/** What is exported to a namespace. */
export function exports(mesh: Mesh, client: string): Exports {
  const config = meshConfig(mesh);
  const byDefault = config.defaultServiceExportTo.value;
  const isLimitedAtAll = config.serviceEntryVisibility.value !== undefined;
  /** `.` for what the mesh's administrator keeps in its namespace, `~` for what nobody may see. */
  const limits = new Map<string, readonly string[]>();
  const limit = (service: Service): readonly string[] => {
    if (!isLimitedAtAll || isKubernetes(service)) return byDefault;
    const known = limits.get(service.namespace) ?? limitOf(service.namespace);
    limits.set(service.namespace, known);
    return known;
  };
  const limitOf = (namespace: string): readonly string[] => {
    const visibility = serviceEntryVisibility(mesh, namespace);
    return visibility === 'NONE' ? ['~'] : visibility === 'NAMESPACE' ? ['.'] : byDefault;
  };
  const exportTo = ({ object: { resource } }: Service) =>
    resource.kind === 'ServiceEntry'
      ? resource.spec.exportTo
      : // 4.5 deploymentcontroller.go extractInfrastructureMetadata: what the Service gets that Istio makes
        kubernetesExportTo(
          resource.kind === 'KubernetesGateway'
            ? (resource.spec.infrastructure?.annotations ?? resource.annotations)
            : resource.annotations,
        );
  const isLimited = (service: Service): boolean => limit(service) !== byDefault;
  return {
    // S11 pilot/pkg/model/push_context.go serviceExportTo
    isVisible: (service) =>
      isExportedTo(exportTo(service), service.namespace, client, byDefault) &&
      (!isLimited(service) || isExportedTo([], service.namespace, client, limit(service))),
    isPublic(service) {
      const written = exportTo(service).map((it) => it.value);
      return !isLimited(service) && (written.length > 0 ? written : byDefault).includes('*');
    },
  };
}

/** What the annotation of a Kubernetes Service says. */
function kubernetesExportTo(annotations: Service['object']['resource']['annotations']) {
  // pilot/pkg/serviceregistry/kube/conversion.go ConvertService
  const written = annotations?.get('networking.istio.io/exportTo');
  return written ? written.value.split(',').map((it) => ({ ...written, value: it.trim() })) : [];
}
