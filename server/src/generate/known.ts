import { istioVersion } from '../mesh/istio-version';
import { isWildcard } from '../model/host';
import { releaseText } from '../schema/releases';
import { type Span, touches } from '../text/span';
import { externalHostsOf } from '../trace/requests';
import type { Mesh, MeshObject } from '../workspace/mesh';
import type { Workspace } from '../workspace/workspace';
import { type GatewayChoice, gatewayChoices } from './gateway-choices';
import { hostProblem, splitHosts } from './host';

/** What is known of an egress route before anybody is asked. */
export interface KnownOfEgress {
  /** Outside hosts that the cursor is at; empty for none. */
  readonly hosts: readonly string[];
  /** Of the objects around the cursor, else as the settings say; empty for none. */
  readonly namespace: string;
  /** All that the manifests name, sorted. */
  readonly namespaces: readonly string[];
  /** The most probable first; never empty. */
  readonly gateways: readonly GatewayChoice[];
  readonly istioVersion: { readonly release: string; readonly file: string | undefined } | undefined;
}

/** Where somebody stands who asks for an egress route, and what is selected there. */
export interface Standpoint {
  readonly path: string;
  readonly offset: number;
  readonly selected: string;
}

/** What the workspace says of a route that somebody wants who stands there. */
export function knownOfEgress(workspace: Workspace, { path, offset, selected }: Standpoint): KnownOfEgress {
  const mesh = workspace.meshOf(path);
  const here = objectsAt(workspace, path, offset);
  const version = istioVersion(mesh);
  const own = namespaceAt(workspace, path, here);
  return {
    hosts: hostsIn(selected) ?? hostsAt(mesh, here),
    namespace: own || workspace.settings.namespace,
    namespaces: namespacesOf(mesh),
    gateways: gatewayChoices(workspace, mesh),
    istioVersion: version && { release: releaseText(version.release), file: version.origin?.object.file },
  };
}

interface ObjectHere {
  readonly object: MeshObject;
  /** The cursor, in the object's document. */
  readonly offset: number;
}

/** The objects that say something of a host, in the document at the cursor. */
function objectsAt(workspace: Workspace, path: string, offset: number): ObjectHere[] {
  const at = workspace.documentAt(path, offset);
  const [membership] = at ? workspace.meshesOf(at.document) : [];
  const spoken = membership?.objects.filter(({ resource: { kind } }) => kinds.has(kind)) ?? [];
  return spoken
    .filter(({ resource }) => at !== undefined && touches(resource.span, at.offset))
    .map((object) => ({ object, offset: at?.offset ?? 0 }));
}

/** The namespace of the objects at the cursor, else the one that all objects of the file are in. */
function namespaceAt(workspace: Workspace, path: string, here: readonly ObjectHere[]): string | undefined {
  const own = here.map((it) => it.object.namespace).find(Boolean);
  const all = workspace.documents(path).flatMap((it) => workspace.meshesOf(it).flatMap(({ objects }) => objects));
  const [first, ...others] = new Set(all.filter((it) => kinds.has(it.resource.kind)).map((it) => it.namespace));
  return own ?? (others.length === 0 ? first : undefined);
}

const kinds: ReadonlySet<string> = new Set(['ServiceEntry', 'VirtualService']);

/** The host under the cursor; all of the object where the cursor is at none. */
function hostsAt(mesh: Mesh, here: readonly ObjectHere[]): string[] {
  const outside = here.flatMap(({ object }) => externalHostsOf(mesh, object)).filter((it) => !hostProblem(it));
  const pointed = here.flatMap(({ object, offset }) => writtenHosts(object).filter((it) => touches(it.span, offset)));
  const names = new Set(pointed.map((it) => it.value.toLowerCase()));
  const exact = outside.filter((it) => names.has(it));
  return [...new Set(exact.length > 0 ? exact : outside.filter((it) => !isWildcard(it)))];
}

const writtenHosts = ({ resource }: MeshObject): readonly { readonly value: string; readonly span: Span }[] =>
  resource.kind === 'ServiceEntry' || resource.kind === 'VirtualService' ? resource.spec.hosts : [];

/** What is selected, where it is a host, a URL or a curl command, or several hosts. */
function hostsIn(selected: string): string[] | undefined {
  const hosts = splitHosts(selected);
  const isMeant = hosts.length > 0 && hosts.every((it) => hostProblem(it) === undefined);
  return isMeant ? hosts : undefined;
}

function namespacesOf(mesh: Mesh): string[] {
  const named = mesh.all('Namespace').map((it) => it.name);
  const kinds = ['ServiceEntry', 'VirtualService', 'Workload', 'Sidecar', 'AuthorizationPolicy'] as const;
  const used = kinds.flatMap((kind) => mesh.all(kind)).map((it) => it.namespace);
  return [...new Set([...named, ...used])].filter(Boolean).sort();
}
