import type { HelmValues } from '../model/helm-values';
import type { MeshSettings } from '../model/mesh-settings';
import type { Located } from '../text/span';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import { helmInstallations } from './helm-installations';

/** A part of an object that says how the mesh is configured. */
export interface ConfigSource {
  readonly object: MeshObject;
  /** Of what the settings are in. */
  readonly path: Path;
  readonly settings: MeshSettings | undefined;
  readonly profile?: Found;
  /** The namespace of the control plane. */
  readonly namespace?: Found;
  /** The environment of istiod. */
  readonly environment?: (name: string) => Found;
  /** Of Istio's charts. */
  readonly values?: { readonly path: Path; readonly read: HelmValues };
}

/** What is written, and where in the object; `undefined` where it is not. */
export type Found = { readonly value: string; readonly path: Path } | undefined;

/**
 * All that configures the mesh, what is nearest to the running control plane first: the ConfigMap that istiod reads, what
 * `istioctl` installs, what the Sail operator does, a chart that something else installs, files with values. Among
 * objects of one kind the older goes first.
 */
export const configSources = (mesh: Mesh): ConfigSource[] => [
  ...mesh.all('ConfigMap').flatMap(configMapSource),
  ...mesh.all('IstioOperator').flatMap(operatorSources),
  ...mesh.all('Istio').flatMap(controlPlaneSources),
  ...helmInstallations(mesh, 'istiod')
    .flatMap((it) => it.values)
    .map(({ object, path, values }) => valuesSource(object, path, values)),
  ...mesh.all('HelmValues').flatMap(fileSources),
];

function configMapSource(object: MeshObject<'ConfigMap'>): ConfigSource[] {
  // manifests/charts/istio-control/istio-discovery/templates/configmap.yaml: `istio`, with the revision behind it
  const settings = /^istio(?:-|$)/.test(object.name) ? object.resource.spec.data.mesh : undefined;
  return settings ? [{ object, path: ['data', 'mesh'], settings }] : [];
}

function operatorSources(object: MeshObject<'IstioOperator'>): ConfigSource[] {
  const { meshConfig, values, profile, components } = object.resource.spec;
  // operator/pkg/render/manifest.go MergeInputs: the values are put over what the fields above them say
  return [
    valuesSource(object, ['spec', 'values'], values),
    {
      object,
      path: ['spec', 'meshConfig'],
      settings: meshConfig,
      profile: found(profile, ['spec', 'profile']),
      environment: (name) => {
        const index = components?.pilot?.k8s?.env.findIndex((it) => it.name?.value === name) ?? -1;
        return found(components?.pilot?.k8s?.env[index]?.value, ['spec', 'components', 'pilot', 'k8s', 'env', index]);
      },
    },
  ];
}

function controlPlaneSources(object: MeshObject<'Istio'>): ConfigSource[] {
  const { namespace, profile, values } = object.resource.spec;
  const source = valuesSource(object, ['spec', 'values'], values);
  return [
    {
      ...source,
      // sail-operator pkg/istiovalues: the namespace of the object goes before the values
      namespace: found(namespace, ['spec', 'namespace']) ?? source.namespace,
      profile: found(profile, ['spec', 'profile']) ?? source.profile,
    },
  ];
}

/** The values of a file, and those for charts that its own depends on. */
const fileSources = (object: MeshObject<'HelmValues'>): ConfigSource[] => [
  valuesSource(object, [], object.resource.spec),
  ...[...object.resource.spec.subcharts].map(([name, values]) => valuesSource(object, [name], values)),
];

function valuesSource(object: MeshObject, path: Path, values: HelmValues | undefined): ConfigSource {
  return {
    object,
    path: [...path, 'meshConfig'],
    settings: values?.meshConfig,
    profile: found(values?.profile, [...path, 'profile']),
    namespace: found(values?.global?.istioNamespace, [...path, 'global', 'istioNamespace']),
    environment: (name) => found(values?.pilot?.env?.get(name), [...path, 'pilot', 'env', name]),
    ...(values && { values: { path, read: values } }),
  };
}

const found = (written: Located<string> | undefined, path: Path): Found => written && { value: written.value, path };
