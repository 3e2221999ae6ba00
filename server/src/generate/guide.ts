import { namespaceLabel } from '../model/namespace';
import { causeText } from '../trace/cause-text';
import type { Workspace } from '../workspace/workspace';
import { waypointOf } from './ambient';
import { dialledHost, type EgressRequest, outsidePort } from './egress-request';
import { madeService } from './gateway-api';
import { clientsOf, tried } from './promised';
import { type FileChange, trial } from './trial';
import { unaskedChanges } from './unasked';
import { spoken } from './way-text';

/** What somebody is to know of one question; the lines are Markdown. */
export interface GuideSection {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What is planned. */
interface Outcome {
  readonly changes: readonly FileChange[];
  /** What the objects need besides. */
  readonly needs: readonly string[];
}

/** What somebody is to know who applies an egress route; without the sections that would be empty. */
export function egressGuide(
  requests: readonly EgressRequest[],
  plan: Outcome,
  workspace: Workspace,
): readonly GuideSection[] {
  const aside = afterwards(plan, workspace, (path) =>
    requests.flatMap((it) => otherTraffic(it, requests, workspace, path)),
  );
  const sections: readonly GuideSection[] = [
    { title: 'What goes this way', lines: requests.map(wayOf) },
    { title: 'What does not', lines: [...aside, ...requests.flatMap(aroundProxies)] },
    { title: 'What else changes', lines: unaskedChanges(requests, plan.changes) },
    { title: 'What it needs', lines: plan.needs },
    { title: 'How to check it', lines: requests.slice(0, 1).flatMap(checks) },
  ];
  return sections
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) => ({ title, lines: [...new Set(lines)] }));
}

/** Has the workspace be as the plan makes it, for as long as a question takes. */
function afterwards<T>({ changes }: Outcome, workspace: Workspace, ask: (path: string) => T): T {
  return trial(workspace, (write) => {
    for (const { path, after } of changes) write(path, after);
    return ask(changes[0]?.path ?? '');
  }).result;
}

function wayOf(request: EgressRequest): string {
  const { application, host, port } = request;
  const clients = clientsOf(request).map((it) => namespaceLabel(it.namespace));
  const from = `pods of ${clients.length > 1 ? 'namespaces' : 'namespace'} ${clients.join(', ')}`;
  return `${spoken[application]} to \`${host}\` port ${port} from ${from}: ${hop(request)}${outside(request)}.`;
}

/** What the proxy that begins TLS, or sends on, is called. */
function hop(request: EgressRequest): string {
  const { api, gateway } = request;
  if (api === 'sidecar') return 'straight from the sidecar';
  if (api === 'ambient') {
    const { namespace, name } = waypointOf(request);
    return `through waypoint \`${namespace || 'default'}/${name}\` in Istio’s mutual TLS`;
  }
  const tls = { mtls: 'in Istio’s mutual TLS', plaintext: 'in plain text', passthrough: 'in its own TLS' }[request.hop];
  return `through gateway \`${gateway.namespace || 'default'}/${gateway.name}\` ${tls}`;
}

function outside(request: EgressRequest): string {
  if (request.outside === 'same') return '';
  const what = request.outside === 'mtls' ? 'mutual TLS' : 'TLS';
  return `, then in ${what} to \`${dialledHost(request)}\` port ${outsidePort(request)}`;
}

/** What becomes of the other of HTTP and HTTPS of the host, where it is not led this way. */
function otherTraffic(
  request: EgressRequest,
  all: readonly EgressRequest[],
  workspace: Workspace,
  path: string,
): string[] {
  const { application, host, api } = request;
  const other = application === 'https' ? 'http' : 'https';
  if (api === 'sidecar' || application === 'tcp' || all.some((it) => it.host === host && it.application === other))
    return [];
  const [client] = clientsOf(request);
  if (!client) return [];
  const port = other === 'http' ? 80 : 443;
  const { verdict, cause } = tried(workspace.meshOf(path), { ...request, application: other, port }, client);
  const what = `${spoken[other]} to \`${host}\` port ${port}`;
  if (verdict === 'direct' || verdict === 'passthrough') return [`${what} still leaves from the pods’ own proxies.`];
  return verdict === 'failed' && cause ? [`${what} fails: ${causeText(cause)}`] : [];
}

function aroundProxies({ api, enclosure }: EgressRequest): string[] {
  if (enclosure) return [];
  if (api === 'sidecar') return ['A pod that goes around its sidecar goes out as it likes.'];
  const proxy = api === 'ambient' ? 'its ztunnel' : 'its sidecar';
  return [`A pod that goes around ${proxy} goes around the gateway, too, until a NetworkPolicy forbids it.`];
}

/** Commands for whoever has the cluster at hand. */
function checks(request: EgressRequest): string[] {
  const { api, host, application, port, outside } = request;
  const scheme = application === 'https' ? 'https' : 'http';
  const call =
    application === 'tcp'
      ? `Connect to \`${host}:${port}\` from a client`
      : `Call it from a client: \`curl -sSI ${scheme}://${host.replace('*', 'www')}${usual[scheme] === port ? '' : `:${port}`}/\``;
  const [client] = clientsOf(request);
  const flags =
    'Response flags: NC, a cluster (subset, ServiceEntry) is not known there; NR, no route for the host; UH, the host is not resolved; UF, TLS does not fit.';
  const deployment = deploymentOf(request);
  const where = deployment
    ? `${call}, and look for the host in \`kubectl logs -n ${deployment.namespace} deploy/${deployment.name}\`.`
    : `${call}, and look for the host in the log of the client’s sidecar.`;
  const begins = outside === 'same' ? '' : ', with the TLS that is begun for it';
  const pod = deployment && api !== 'ambient' ? deployment : undefined;
  const clusters = pod
    ? `\`istioctl proxy-config clusters deploy/${pod.name}.${pod.namespace} --fqdn ${dialledHost(request)} -o yaml\` has the host${begins}.`
    : `\`istioctl proxy-config clusters POD.${namespaceLabel(client?.namespace ?? '')} --fqdn ${dialledHost(request)}\` has the host${begins}.`;
  return [where, ...(api === 'ambient' ? [] : [clusters]), flags];
}

const usual = { http: 80, https: 443 } as const;

/** What runs the proxy through which hosts leave; `undefined` where that is the client's own. */
function deploymentOf(request: EgressRequest): { readonly namespace: string; readonly name: string } | undefined {
  const { api, gateway } = request;
  if (api === 'sidecar') return undefined;
  const { namespace, name } = api === 'ambient' ? waypointOf(request) : gateway;
  return { namespace: namespace || 'default', name: api === 'gateway-api' ? madeService(name) : name };
}
