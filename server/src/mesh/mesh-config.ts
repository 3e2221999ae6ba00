import type { MeshSettings, ServiceEntryVisibilitySettings } from '../model/mesh-settings';
import type { Located } from '../text/span';
import type { Mesh } from '../workspace/mesh';
import { type OutboundTrafficMode, outboundTrafficModes } from '../workspace/settings';
import {
  type Configured,
  configured,
  flagStatement,
  nameStatement,
  type Statement,
  statement,
  wordStatement,
} from './configured';
import { type ConfigSource, configSources } from './mesh-config-sources';

/** How the mesh is configured: as the workspace says, else as the user's settings do, else by Istio's defaults. */
export interface MeshConfig {
  readonly outboundTrafficPolicy: Configured<OutboundTrafficMode>;
  readonly defaultServiceExportTo: Configured<readonly string[]>;
  readonly defaultVirtualServiceExportTo: Configured<readonly string[]>;
  readonly defaultDestinationRuleExportTo: Configured<readonly string[]>;
  readonly rootNamespace: Configured<string>;
  readonly trustDomain: Configured<string>;
  readonly autoMtls: Configured<boolean>;
  /** Proxies speak HTTP/2 to every port that is declared to carry HTTP. */
  readonly upgradesHttp: Configured<boolean>;
  /** Sidecars answer DNS themselves. */
  readonly dnsCapture: Configured<boolean>;
  /** A ServiceEntry without addresses gets one, which only sidecars that answer DNS use. */
  readonly addressAllocation: Configured<boolean>;
  /** The port at which every sidecar is an HTTP proxy; 0 for none. */
  readonly proxyHttpPort: Configured<number>;
  /** The namespace of istiod. */
  readonly controlPlaneNamespace: Configured<string>;
  /** Where proxies find istiod; absent where it is in the usual place. */
  readonly discoveryAddress: Configured<string | undefined>;
  /** Pods get a sidecar where neither they nor their namespace say anything. */
  readonly injectsByDefault: Configured<boolean>;
  /** Which connections sidecars get, where pods don't say otherwise: `*` or CIDR ranges, and ports. */
  readonly includeIPRanges: Configured<string>;
  readonly excludeIPRanges: Configured<string>;
  readonly includeOutboundPorts: Configured<string>;
  readonly excludeOutboundPorts: Configured<string>;
  /** Absent where ServiceEntries are as visible as they say. */
  readonly serviceEntryVisibility: Configured<ServiceEntryVisibilitySettings | undefined>;
}

/** What decides which connections sidecars get, as Istio's charts call it. */
export type CaptureField = 'includeIPRanges' | 'excludeIPRanges' | 'includeOutboundPorts' | 'excludeOutboundPorts';

/** The configuration of the mesh, each value with the place where it was found. */
export const meshConfig = (mesh: Mesh): MeshConfig =>
  mesh.remember('configuration of the mesh', () => readMeshConfig(mesh));

function readMeshConfig(mesh: Mesh): MeshConfig {
  const sources = configSources(mesh);
  const { settings } = mesh;
  const inMesh = <T>(fallback: T, read: (settings: MeshSettings) => Statement<T> | undefined): Configured<T> =>
    configured(sources, fallback, (source) => below(source, read));
  // manifests/charts/istio-control/istio-discovery/values.yaml
  const capture = (field: CaptureField, usual = ''): Configured<string> =>
    configured(sources, usual, (source) => captureValue(source, field));
  // 3.14 pkg/config/mesh/mesh.go DefaultMeshConfig
  const exportTo = (key: ExportKey): Configured<readonly string[]> => inMesh(['*'], (it) => exportStatement(it, key));

  return {
    outboundTrafficPolicy: inMesh(settings.outboundTrafficPolicy, outboundStatement),
    defaultServiceExportTo: exportTo('defaultServiceExportTo'),
    defaultVirtualServiceExportTo: exportTo('defaultVirtualServiceExportTo'),
    defaultDestinationRuleExportTo: exportTo('defaultDestinationRuleExportTo'),
    rootNamespace: configured(sources, settings.rootNamespace, rootStatement),
    trustDomain: inMesh(settings.trustDomain, (it) => written(it.trustDomain, 'trustDomain', nameStatement)),
    autoMtls: inMesh(settings.autoMtls, (it) => written(it.enableAutoMtls, 'enableAutoMtls', statement)),
    upgradesHttp: inMesh(false, (it) =>
      written(it.h2UpgradePolicy, 'h2UpgradePolicy', (word, path) => statement(word === 'UPGRADE', path)),
    ),
    dnsCapture: configured(sources, settings.dnsCapture, captureStatement),
    addressAllocation: configured(sources, true, allocationStatement),
    proxyHttpPort: inMesh(0, (it) => written(it.proxyHttpPort, 'proxyHttpPort', statement)),
    controlPlaneNamespace: configured(sources, settings.rootNamespace, namespaceStatement),
    discoveryAddress: inMesh<string | undefined>(undefined, addressStatement),
    injectsByDefault: configured(sources, false, injectionStatement),
    includeIPRanges: capture('includeIPRanges', '*'),
    excludeIPRanges: capture('excludeIPRanges'),
    includeOutboundPorts: capture('includeOutboundPorts'),
    excludeOutboundPorts: capture('excludeOutboundPorts'),
    serviceEntryVisibility: inMesh<ServiceEntryVisibilitySettings | undefined>(undefined, (it) =>
      it.serviceEntryVisibility
        ? statement(it.serviceEntryVisibility, ['serviceEntryVisibility'], 'other than its default')
        : undefined,
    ),
  };
}

type ExportKey = 'defaultServiceExportTo' | 'defaultVirtualServiceExportTo' | 'defaultDestinationRuleExportTo';

/** What is said below the settings of a source. */
function below<T>(
  { settings, path }: ConfigSource,
  read: (settings: MeshSettings) => Statement<T> | undefined,
): Statement<T> | undefined {
  const said = settings && read(settings);
  return said && { ...said, path: [...path, ...said.path] };
}

const written = <W, T>(
  field: Located<W> | undefined,
  key: string,
  state: (value: W, path: string[]) => Statement<T>,
): Statement<T> | undefined => field && state(field.value, [key]);

function outboundStatement({ outboundTrafficPolicy: it }: MeshSettings): Statement<OutboundTrafficMode> | undefined {
  // 3.9 api: mesh/v1alpha1/config.proto: without a mode it is the first of the enum
  return it && wordStatement(it.mode?.value ?? 'REGISTRY_ONLY', outboundTrafficModes, ['outboundTrafficPolicy']);
}

function exportStatement(settings: MeshSettings, key: ExportKey): Statement<readonly string[]> | undefined {
  const names = settings[key].map((it) => it.value);
  return names.length > 0 ? statement(names, [key]) : undefined;
}

function rootStatement(source: ConfigSource): Statement<string> | undefined {
  const said = below(source, (it) => written(it.rootNamespace, 'rootNamespace', nameStatement));
  // istio-discovery/templates/configmap.yaml: else it is the namespace of the control plane
  return said ?? namespaceStatement(source);
}

const namespaceStatement = ({ namespace }: ConfigSource): Statement<string> | undefined =>
  namespace && nameStatement(namespace.value, namespace.path);

const addressStatement = ({ defaultConfig }: MeshSettings): Statement<string> | undefined =>
  defaultConfig?.discoveryAddress &&
  nameStatement(defaultConfig.discoveryAddress.value, ['defaultConfig', 'discoveryAddress']);

function injectionStatement({ values }: ConfigSource): Statement<boolean> | undefined {
  const said = values?.read.sidecarInjectorWebhook?.enableNamespacesByDefault;
  return said && statement(said.value, [...values.path, 'sidecarInjectorWebhook', 'enableNamespacesByDefault']);
}

function captureValue({ values }: ConfigSource, field: CaptureField): Statement<string> | undefined {
  const said = values?.read.global?.proxy?.[field];
  return said && nameStatement(said.value, [...values.path, 'global', 'proxy', field]);
}

function captureStatement(source: ConfigSource): Statement<boolean> | undefined {
  const said = below(source, (it) => proxyFlag(it, 'ISTIO_META_DNS_CAPTURE'));
  // manifests/helm-profiles/preview.yaml
  const byProfile = source.profile?.value === 'preview' ? statement(true, source.profile.path) : undefined;
  return said ?? byProfile;
}

function allocationStatement(source: ConfigSource): Statement<boolean> | undefined {
  // S10 pilot/pkg/model/service.go nodeUsesAutoallocatedIPs: either of the two turns it on
  const older = below(source, (it) => proxyFlag(it, 'ISTIO_META_DNS_AUTO_ALLOCATE'));
  if (older?.value) return older;
  const variable = source.environment?.('PILOT_ENABLE_IP_AUTOALLOCATE');
  return variable && flagStatement(variable.value, variable.path);
}

/** A variable that all proxies are given. */
function proxyFlag({ defaultConfig }: MeshSettings, name: string): Statement<boolean> | undefined {
  const value = defaultConfig?.proxyMetadata?.get(name);
  return value && flagStatement(value.value, ['defaultConfig', 'proxyMetadata', name]);
}
