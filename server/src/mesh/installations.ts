import type { ChartPort, HelmValues } from '../model/helm-values';
import type { IstioOperatorSpec, OperatorGateway } from '../model/istio-operator';
import { plainLabels } from '../model/labels';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import { type HelmInstallation, helmInstallations } from './helm-installations';
import {
  gatewayChart,
  gatewaysOfProfile,
  type OperatorChart,
  operatorCharts,
  type PortPair,
} from './installation-table';

/** A gateway whose pods and Service are made by an installation, not by manifests of the workspace. */
export interface InstalledGateway {
  /** `''` where it is not known, see model/namespace.ts. */
  readonly namespace: string;
  /** Of the Service, and of the Deployment. */
  readonly name: string;
  /** Of the pods. */
  readonly labels: ReadonlyMap<string, string>;
  readonly serviceAccount: string;
  /** Of the Service; none where there is no Service. */
  readonly ports: readonly PortPair[];
  /** May not bind ports below 1024. */
  readonly unprivileged: boolean;
  /** What installs it, and where it says so. */
  readonly object: MeshObject;
  readonly path: Path;
}

/** The gateways that the workspace has installed: by `istioctl`, and by Istio's Helm chart for gateways. */
export const installedGateways = (mesh: Mesh): readonly InstalledGateway[] =>
  mesh.remember('installed gateways', () => [
    ...mesh.all('IstioOperator').flatMap((it) => operatorCharts.flatMap((chart) => operatorGateways(it, chart))),
    ...helmInstallations(mesh, 'gateway').flatMap(chartGateway),
  ]);

function operatorGateways(object: MeshObject<'IstioOperator'>, chart: OperatorChart): InstalledGateway[] {
  const { spec } = object.resource;
  const { enabled: alsoEnabled } = spec.values?.gateways?.[chart.name] ?? {};
  const listed = spec.components?.[chart.component];
  // operator/pkg/values/map.go MergeFrom: a list takes the place of the profile's
  if (listed)
    return listed.flatMap((gateway, index) => {
      // operator/pkg/component/component.go Get: it is enabled unless it says otherwise
      if (gateway.enabled?.value === false && !alsoEnabled?.value) return [];
      return installed(object, chart, gateway, ['spec', 'components', chart.component, index]);
    });
  const byProfile = gatewaysOfProfile(spec.profile?.value).includes(chart.name);
  return byProfile || alsoEnabled?.value ? installed(object, chart, undefined, ['spec']) : [];
}

function installed(
  object: MeshObject<'IstioOperator'>,
  chart: OperatorChart,
  gateway: OperatorGateway | undefined,
  path: Path,
): InstalledGateway[] {
  const { spec } = object.resource;
  const values = spec.values?.gateways?.[chart.name];
  const name = gateway ? gateway.name?.value : chart.name;
  if (!name) return [];
  const namespace = gateway?.namespace?.value ?? controlPlaneNamespace(spec);
  const ports = [gateway?.k8s?.service?.ports, values?.ports].find((it) => it && it.length > 0);
  return [
    {
      namespace,
      name,
      labels: new Map([...chart.labels, ...plainLabels(gateway?.label)]),
      // 3.14 manifests/charts/gateways/istio-egress/templates/serviceaccount.yaml
      serviceAccount: `${name}-service-account`,
      ports: ports ? pairs(ports) : chart.ports(spec.profile?.value),
      // G6 manifests/charts/gateways/istio-egress/templates/deployment.yaml
      unprivileged: !values?.runAsRoot?.value,
      object,
      path,
    },
  ];
}

/** The namespace of what names none. */
const controlPlaneNamespace = ({ values, namespace }: IstioOperatorSpec): string =>
  // operator/pkg/render/manifest.go translateIstioOperatorToHelm; `spec.namespace` counted up to 1.23
  values?.global?.istioNamespace?.value ?? namespace?.value ?? 'istio-system';

function chartGateway({ object, path, name: release, namespace, values }: HelmInstallation): InstalledGateway[] {
  const first = <T>(read: (values: HelmValues) => T | undefined): T | undefined =>
    values.map((it) => read(it.values)).find((it) => it !== undefined);
  // 3.14 manifests/charts/gateway/templates/_helpers.tpl
  const name = first((it) => it.name?.value || undefined) ?? release;
  if (name === '') return [];
  const account = first((it) => it.serviceAccount?.create?.value) === false ? 'default' : name;
  const ports = first((it) => (it.service && it.service.ports.length > 0 ? it.service.ports : undefined));
  const said = ports ? pairs(ports) : gatewayChart.ports;
  return [
    {
      namespace,
      name,
      labels: new Map([
        ...gatewayChart.labels(name),
        ...values.toReversed().flatMap((it) => [...plainLabels(it.values.labels)]),
      ]),
      serviceAccount: first((it) => it.serviceAccount?.name?.value || undefined) ?? account,
      ports: first((it) => it.service?.type?.value) === 'None' ? [] : said,
      unprivileged: first((it) => it.env?.get('ISTIO_META_UNPRIVILEGED_POD')?.value) === 'true',
      object,
      path,
    },
  ];
}

const pairs = (ports: readonly ChartPort[]): PortPair[] =>
  ports.flatMap(({ port, targetPort }) =>
    port ? [{ port: port.value, targetPort: targetPort?.value ?? port.value }] : [],
  );
