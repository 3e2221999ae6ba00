import { hasLabels, type Labels, plainLabels } from '../model/labels';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { meshConfig } from './mesh-config';

type PeerAuthentication = MeshObject<'PeerAuthentication'>;

export type MutualTlsMode = 'DISABLE' | 'PERMISSIVE' | 'STRICT';

/** What holds for connections to pods, and the object that says so; without one it is Istio's default. */
export interface MutualTls {
  readonly mode: MutualTlsMode;
  readonly object: PeerAuthentication | undefined;
}

/** What a namespace, or the mesh, says of connections to its pods; `undefined` where neither says anything. */
export function namespaceMutualTls(mesh: Mesh, namespace: string): MutualTls | undefined {
  // T8 pilot/pkg/model/authentication.go addPeerAuthentication, GetNamespaceMutualTLSMode
  const root = meshConfig(mesh).rootNamespace.value;
  const ofMesh = withoutSelector(mesh, root);
  const inherited = ofMesh && { mode: modeOf(ofMesh) ?? 'PERMISSIVE', object: ofMesh };
  const own = namespace === root ? undefined : withoutSelector(mesh, namespace);
  if (!own) return inherited;
  const mode = modeOf(own);
  return mode ? { mode, object: own } : (inherited ?? { mode: 'PERMISSIVE', object: own });
}

/** What holds for connections to a port of pods with these labels. */
export function podMutualTls(mesh: Mesh, namespace: string, labels: Labels, port: number): MutualTls {
  // T8 pilot/pkg/security/authn/policy_applier.go ComposePeerAuthentication, GetMutualTLSModeForPort
  const root = meshConfig(mesh).rootNamespace.value;
  const own = namespace === root ? undefined : inNamespace(mesh, namespace).find((it) => selectsPods(it, labels));
  const levels = [withoutSelector(mesh, root), namespace === root ? undefined : withoutSelector(mesh, namespace), own];
  let found: MutualTls = { mode: 'PERMISSIVE', object: undefined };
  for (const object of levels) {
    const mode = object && modeOf(object);
    if (mode) found = { mode, object };
  }
  const ofPort = readMode(own?.resource.spec.portLevelMtls?.get(String(port))?.mode?.value);
  return ofPort ? { mode: ofPort, object: own } : found;
}

const withoutSelector = (mesh: Mesh, namespace: string): PeerAuthentication | undefined =>
  inNamespace(mesh, namespace).find((it) => wantedBy(it).size === 0);

const selectsPods = (policy: PeerAuthentication, labels: Labels): boolean => {
  const wanted = wantedBy(policy);
  return wanted.size > 0 && hasLabels(labels, wanted);
};

const wantedBy = ({ resource }: PeerAuthentication): Labels => plainLabels(resource.spec.selector?.matchLabels);

const inNamespace = (mesh: Mesh, namespace: string): readonly PeerAuthentication[] =>
  mesh.inNamespace('PeerAuthentication', namespace);

const modeOf = ({ resource }: PeerAuthentication): MutualTlsMode | undefined =>
  readMode(resource.spec.mtls?.mode?.value);

/** `UNSET`, and what is no mode, says nothing. */
const readMode = (written: string | undefined): MutualTlsMode | undefined =>
  written === 'DISABLE' || written === 'PERMISSIVE' || written === 'STRICT' ? written : undefined;
