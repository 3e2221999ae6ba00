import { istioVersion as istioVersionOf, releaseOf } from '../mesh/istio-version';
import { isWildcard } from '../model/host';
import type { Release } from '../schema/releases';
import { newestRelease, oldestRelease, releaseText } from '../schema/releases';
import type { Settings } from '../workspace/settings';
import type { Workspace } from '../workspace/workspace';
import { type Applied, applicationsOf } from './applications';
import { egressName } from './egress-name';
import { apis, type EgressApi, type EgressRequest } from './egress-request';
import { meshesOf } from './gateway-pods';
import { type HostInput, isLabel, readHost } from './host';
import { whyImpossible, whyNotEnclosed } from './impossible';
import { podsFor } from './next-pods';
import type { ObjectName } from './objects';
import { usualApi } from './usual-api';

/** What somebody wants of an egress route, as they say it on the command line or in the editor. */
export interface EgressAnswers {
  /** Host names, `host:port`, URLs, or curl commands. Beside a wildcard, the one server that answers for its names. */
  readonly hosts: readonly string[];
  /**
   * `http`, `https`, `grpc` or `tcp`, with `:PORT` where it is not the usual one; by default what the URL says, else `http`.
   */
  readonly applications?: readonly string[] | undefined;
  /** `same`, `tls` or `mtls`; by default `same`, but `tls` where the application speaks HTTP and the URL is `https`. */
  readonly outside?: string | undefined;
  /** The port of the host, where the gateway begins TLS with it. */
  readonly port?: string | undefined;
  /** IPs and CIDR ranges of the host, where the application speaks TCP. */
  readonly addresses?: readonly string[] | undefined;
  /** The Secret with the certificate that is shown to the host. */
  readonly credential?: string | undefined;
  /** The names that the host's certificate must have. */
  readonly sans?: readonly string[] | undefined;
  /** `plaintext`, `mtls` or `passthrough`; by default `passthrough` for HTTPS, and `mtls` for all else. */
  readonly hop?: string | undefined;
  /** One of the APIs of an egress request; by default that of the workspace's own gateways. */
  readonly api?: string | undefined;
  /** Of the new objects; by default that of the settings. */
  readonly namespace?: string | undefined;
  /** Where the applications are; by default in the namespace of the objects. */
  readonly clients?: readonly string[] | undefined;
  /** The namespaces that see the objects; by default all. */
  readonly exportTo?: readonly string[] | undefined;
  /**
   * As `namespace/name`: with Istio's API the gateway's Service, by default that of the settings; with the Gateway API the
   * Gateway that is written, by default one for this host beside the other objects.
   */
  readonly gateway?: string | undefined;
  /** Whether to keep the clients from going around the gateway. */
  readonly networkPolicy?: boolean | undefined;
  /** Whether only the clients may have the gateway reach the host. */
  readonly authorization?: boolean | undefined;
  /** Whether to have the clients' Sidecars import the host, and to refuse them all that is not known. */
  readonly sidecar?: boolean | undefined;
  readonly registryOnly?: boolean | undefined;
  /** Such as `1.24`; by default what the workspace says, else the newest. */
  readonly istioVersion?: string | undefined;
}

export type EgressResult =
  | { readonly requests: readonly EgressRequest[]; readonly problem?: undefined }
  | { readonly requests?: undefined; readonly problem: string };

/** Completes and checks what somebody wants: a request for each host and port. A problem is one sentence that says why it can't be had. */
export function egressRequests(answers: EgressAnswers, workspace: Workspace): EgressResult {
  const common = commonOf(answers, workspace);
  if ('problem' in common) return common;
  const targets: HostInput[] = [];
  for (const host of answers.hosts) {
    const target = readHost(host);
    if ('problem' in target) return target;
    targets.push(target);
  }
  if (targets.length === 0) return { problem: 'A host is needed, such as api.example.com.' };
  const requests: EgressRequest[] = [];
  // where proxies look names up themselves each host is one of its own
  const looksUp = common.api === 'sidecar' || common.api === 'ambient';
  const served = looksUp ? targets.map((target): Served => ({ target })) : withServers(targets);
  for (const { target, server } of served) {
    const applied = applicationsOf(answers, target);
    if ('problem' in applied) return applied;
    // what passes TLS through comes first: what begins TLS on the same port then keeps to itself
    const ordered = applied.traffic.toSorted(
      (a, b) => Number(b.application === 'https') - Number(a.application === 'https'),
    );
    for (const traffic of ordered) {
      const made = requestFor({ answers, common, target, server, traffic, workspace });
      if ('problem' in made) return made;
      requests.push(made);
    }
  }
  return { requests };
}

/** What is the same for every host. */
interface Common {
  readonly api: EgressApi;
  readonly namespace: string;
  readonly gateway: ObjectName | undefined;
  readonly release: Release | undefined;
}

function commonOf(answers: EgressAnswers, workspace: Workspace): Common | { readonly problem: string } {
  const namespace = answers.namespace ?? workspace.settings.namespace;
  const clients = answers.clients?.length ? answers.clients : [namespace];
  const usual = () => usualApi(workspace, clients);
  const api = answers.api === undefined ? usual() : apis.find((it) => it === answers.api);
  if (!api) return { problem: `The API of the objects is one of ${apis.join(', ')}.` };
  for (const name of [namespace, ...clients])
    if (name && !isLabel(name)) return { problem: `${name} is not the name of a namespace.` };
  for (const name of answers.exportTo ?? [])
    if (!['.', '*'].includes(name) && !isLabel(name)) return { problem: `${name} is not the name of a namespace.` };
  const gateway = answers.gateway === undefined ? undefined : gatewayOf(answers.gateway);
  if (answers.gateway !== undefined && !gateway) return { problem: gatewayForm };
  const { istioVersion } = answers;
  const release = istioVersion === undefined ? releaseIn(workspace) : releaseOf(istioVersion);
  if (istioVersion !== undefined && release === undefined)
    return {
      problem: `Istio's version is one of ${releaseText(oldestRelease)} to ${releaseText(newestRelease)}, not ${istioVersion}.`,
    };
  return { api, namespace, gateway, release };
}

/** The release that the settings or the manifests say; the newest of several meshes. */
function releaseIn(workspace: Workspace): Release | undefined {
  const said = meshesOf(workspace).flatMap((it) => istioVersionOf(it)?.release ?? []);
  return said.length > 0 ? Math.max(...said) : releaseOf(workspace.settings.istioVersion);
}

const gatewayForm = 'The gateway is written as namespace/name, such as istio-system/istio-egressgateway.';

interface Served {
  readonly target: HostInput;
  readonly server?: string;
}

/** The hosts; one that answers for the names of a wildcard goes with that. */
function withServers(targets: readonly HostInput[]): Served[] {
  const wildcards = targets.filter((it) => isWildcard(it.host));
  const serverOf = (wildcard: string): string | undefined =>
    targets.find(({ host }) => !isWildcard(host) && host.endsWith(wildcard.slice(1)))?.host;
  const servers = new Set(wildcards.map((it) => serverOf(it.host)));
  return targets
    .filter((it) => isWildcard(it.host) || !servers.has(it.host))
    .map((target) => {
      const server = isWildcard(target.host) ? serverOf(target.host) : undefined;
      return server === undefined ? { target } : { target, server };
    });
}

interface Asked {
  readonly answers: EgressAnswers;
  readonly common: Common;
  readonly target: HostInput;
  readonly server: string | undefined;
  readonly traffic: Applied;
  readonly workspace: Workspace;
}

function requestFor({
  answers,
  common,
  target,
  server,
  traffic,
  workspace,
}: Asked): EgressRequest | { readonly problem: string } {
  const { settings } = workspace;
  const { api, namespace, release } = common;
  const { addresses = [], sans = [], clients = [], exportTo = [], credential } = answers;
  const gateway = common.gateway ?? usualGateway(api, { name: egressName(target.host), namespace }, settings);
  if (!gateway) return { problem: gatewayForm };
  const isTcp = traffic.application === 'tcp';
  const wanted = {
    host: target.host,
    ...(server ? { server } : {}),
    ...traffic,
    ...(isTcp && addresses.length > 0 ? { addresses } : {}),
    ...(traffic.outside === 'mtls' && credential ? { credential } : {}),
    ...(traffic.outside !== 'same' && sans.length > 0 ? { sans } : {}),
    api,
    namespace,
    gateway,
    ...(common.gateway ? {} : { isAnyGateway: true }),
    ...(clients.length > 0 ? { clients } : {}),
    ...(exportTo.length > 0 ? { exportTo } : {}),
    ...(answers.authorization ? { authorization: true } : {}),
    ...(answers.sidecar ? { sidecar: true } : {}),
    ...(answers.registryOnly ? { registryOnly: true } : {}),
    ...(release === undefined ? {} : { release }),
  };
  const problem = whyImpossible(wanted) ?? (answers.networkPolicy ? whyNotEnclosed(wanted, settings) : undefined);
  if (problem) return { problem };
  const pods = podsFor(wanted, workspace);
  if ('problem' in pods) return pods;
  const enclosure = { enclosure: { podPort: pods.port, controlPlane: settings.rootNamespace } };
  return { ...wanted, selector: pods.labels, ...(answers.networkPolicy ? enclosure : {}) };
}

function gatewayOf(text: string): ObjectName | undefined {
  const [namespace = '', name = '', ...more] = text.split('/');
  return more.length === 0 && isLabel(namespace) && isLabel(name) ? { namespace, name } : undefined;
}

/** The gateway that is meant where none is named: that of the settings, or a Gateway for this host alone. */
const usualGateway = (api: EgressApi, own: ObjectName, { gateway }: Settings): ObjectName | undefined =>
  api === 'gateway-api' ? own : gatewayOf(gateway);
