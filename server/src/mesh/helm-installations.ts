import { argoSources, argoValues } from '../model/argo-application';
import type { ChartValues, HelmValues } from '../model/helm-values';
import type { Located } from '../text/span';
import { folderOf } from '../workspace/folder';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';

/** A chart that something in the workspace installs. */
export interface HelmInstallation {
  readonly object: MeshObject;
  /** Where the object says so. */
  readonly path: Path;
  /** Of the release; `''` where it is not said. */
  readonly name: string;
  /** `''` where it is not known, see model/namespace.ts. */
  readonly namespace: string;
  /** Of the chart, with its path in the object; absent where it is not said, or is that of a repository. */
  readonly version: { readonly value: string; readonly path: Path } | undefined;
  /** What the values say, those that go before others first. */
  readonly values: readonly ValuesPart[];
}

/** Values for a chart, and where they are written. */
export interface ValuesPart {
  readonly object: MeshObject;
  readonly path: Path;
  readonly values: HelmValues;
}

/** An installation of whatever chart. */
interface Release {
  readonly object: MeshObject;
  readonly path: Path;
  readonly name: string;
  readonly namespace: string;
  /** The chart's name, with what stands before it; or the folder that it is in. */
  readonly chart: string;
  readonly version: HelmInstallation['version'];
  readonly values: ChartValues | undefined;
  readonly valuesPath: Path;
}

/**
 * The installations of one of Istio's charts: by Flux, Argo CD and kustomize, also as something that a chart of the
 * workspace depends on.
 */
export function helmInstallations(mesh: Mesh, chart: string): HelmInstallation[] {
  const releases = [
    ...mesh.all('HelmRelease').map(fluxRelease),
    ...mesh.all('Application').flatMap(argoReleases),
    ...mesh.all('Kustomization').flatMap(kustomizeReleases),
  ];
  return [
    ...releases.filter((it) => lastStep(it.chart) === chart).map(direct),
    ...mesh.all('HelmChart').flatMap((it) => dependencies(mesh, it, chart, releases)),
  ];
}

/** `gateway` of `istio/gateway`, `oci://ghcr.io/istio/charts/gateway` and `gateway`. */
const lastStep = (chart: string): string => chart.slice(chart.lastIndexOf('/') + 1);

const direct = ({ object, path, name, namespace, version, values, valuesPath }: Release): HelmInstallation => ({
  object,
  path,
  name,
  namespace,
  version,
  values: values ? [{ object, path: valuesPath, values }] : [],
});

/** The installations of a chart as something that a chart of the workspace depends on, once for each release of that. */
function dependencies(
  mesh: Mesh,
  object: MeshObject<'HelmChart'>,
  chart: string,
  releases: readonly Release[],
): HelmInstallation[] {
  const folder = folderOf(object.file);
  const own = mesh.all('HelmValues').filter((it) => folderOf(it.file) === folder && /values\.ya?ml$/.test(it.file));
  const ofFolder = releases.filter((it) => isFolder(it.chart, folder));
  return object.resource.spec.dependencies.flatMap(({ name, alias, version: written }, index) => {
    if (name?.value !== chart) return [];
    const key = alias?.value ?? name.value;
    const path: Path = ['dependencies', index];
    const version = versionAt(written, [...path, 'version']);
    const usual = own.flatMap((it) => part(it, [], it.resource.spec, key));
    if (ofFolder.length === 0) return [{ object, path, name: '', namespace: '', version, values: usual }];
    return ofFolder.map((it) => ({
      object,
      path,
      name: it.name,
      namespace: it.namespace,
      version,
      values: [...part(it.object, it.valuesPath, it.values, key), ...usual],
    }));
  });
}

/** The values for one of the charts that a chart depends on. */
function part(object: MeshObject, path: Path, values: ChartValues | undefined, key: string): ValuesPart[] {
  const found = values?.subcharts.get(key);
  return found ? [{ object, path: [...path, key], values: found }] : [];
}

const versionAt = (written: Located<string> | undefined, path: Path): HelmInstallation['version'] =>
  written && { value: written.value, path };

/** Whether a path in a repository, of which the workspace may be a part or which may be a part of it, is that folder. */
function isFolder(written: string, folder: string): boolean {
  const path = written.replace(/^(?:\.?\/)+|\/+$/g, '');
  return path !== '' && (path === folder || `/${path}`.endsWith(`/${folder}`) || `/${folder}`.endsWith(`/${path}`));
}

function fluxRelease(object: MeshObject<'HelmRelease'>): Release {
  const { chart, releaseName, targetNamespace, values } = object.resource.spec;
  // fluxcd.io HelmRelease `spec.releaseName`: it defaults to a composition of [TargetNamespace-]Name
  const usual = targetNamespace ? `${targetNamespace.value}-${object.name}` : object.name;
  return {
    object,
    path: ['spec'],
    name: releaseName?.value ?? usual,
    namespace: targetNamespace?.value ?? object.namespace,
    chart: chart?.spec?.chart?.value ?? '',
    version: versionAt(chart?.spec?.version, ['spec', 'chart', 'spec', 'version']),
    values,
    valuesPath: ['spec', 'values'],
  };
}

const argoReleases = (object: MeshObject<'Application'>): Release[] =>
  argoSources(object.resource.spec).map(({ source, path }) => {
    const values = argoValues(source);
    return {
      object,
      path,
      name: source.helm?.releaseName?.value ?? object.name,
      namespace: object.resource.spec.destination?.namespace?.value ?? '',
      chart: source.chart?.value ?? source.path?.value ?? '',
      version: source.chart && versionAt(source.targetRevision, [...path, 'targetRevision']),
      values: values?.values,
      valuesPath: [...path, ...(values?.path ?? [])],
    };
  });

function kustomizeReleases(object: MeshObject<'Kustomization'>): Release[] {
  const { helmCharts, namespace: shared } = object.resource.spec;
  return helmCharts.map(({ name, version, releaseName, namespace, valuesInline }, index) => ({
    object,
    path: ['helmCharts', index],
    name: releaseName?.value ?? '',
    // what kustomize gives to all objects goes before what it tells the chart
    namespace: shared ? object.namespace : (namespace?.value ?? object.namespace),
    chart: name?.value ?? '',
    version: versionAt(version, ['helmCharts', index, 'version']),
    values: valuesInline,
    valuesPath: ['helmCharts', index, 'valuesInline'],
  }));
}
