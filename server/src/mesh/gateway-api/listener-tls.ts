import type { Server } from '../../model/gateway';
import type { GatewayListener, KubernetesGatewaySpec } from '../../model/kubernetes-gateway';
import { nothingByDefault, type ObjectReference, referred, secretByDefault } from '../../model/object-reference';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import type { Path } from '../../yaml/tree';
import { located } from './generated';
import { isGranted, notGranted } from './grants';
import type { Problem, Reason } from './problem';

/** How a listener ends TLS or passes it on, as a server of Istio's API. */
export interface ListenerTls {
  readonly settings: NonNullable<Server['tls']>;
  /** Why it cannot. */
  readonly problem: Problem | undefined;
}

/** The option by which a listener ends TLS otherwise than with a certificate of its own. */
const terminateMode = 'gateway.istio.io/tls-terminate-mode';

/** What Istio makes of `tls` of a listener that is at a path of a Gateway or a ListenerSet; `undefined` without any. */
export function listenerTls(
  mesh: Mesh,
  owner: MeshObject,
  gateway: KubernetesGatewaySpec,
  { tls, port }: GatewayListener,
  path: Path,
): ListenerTls | undefined {
  // L4 pilot/pkg/config/kube/gateway/conversion.go buildTLS
  if (!tls) return undefined;
  const mode = tls.mode?.value ?? 'Terminate';
  const option = tls.options?.get(terminateMode);
  const settings = (word: string, credentials: readonly string[] = []): ListenerTls['settings'] => {
    const names = credentials.map((it) => located(it, tls));
    return {
      mode: located(word, tls.mode ?? option ?? tls),
      httpsRedirect: undefined,
      credentialName: names.length === 1 ? names[0] : undefined,
      credentialNames: names.length === 1 ? [] : names,
      serverCertificate: undefined,
      privateKey: undefined,
      caCertificates: undefined,
      subjectAltNames: [],
      span: tls.span,
    };
  };
  const fine = (it: ListenerTls['settings']): ListenerTls => ({ settings: it, problem: undefined });
  if (mode === 'Passthrough') return fine(settings('PASSTHROUGH'));
  // L5 the mesh's own certificate
  if (option?.value === 'ISTIO_MUTUAL') return fine(settings('ISTIO_MUTUAL'));
  if (option?.value === 'ISTIO_SIMPLE') return fine(settings('SIMPLE', ['builtin://']));
  const written = option?.value === 'MUTUAL' || option?.value === 'OPTIONAL_MUTUAL' ? option.value : 'SIMPLE';

  const problem = (reason: Reason, text: string, ...at: Path): Problem => ({
    reason,
    fact: reason.includes('CA') ? 'L6' : 'L4',
    text,
    object: owner,
    path: [...path, 'tls', ...at],
  });
  if (tls.certificateRefs.length > 2)
    return {
      settings: settings(written),
      problem: problem(
        'InvalidCertificateRef',
        'Istio takes at most two certificates for a listener.',
        'certificateRefs',
      ),
    };
  const read = tls.certificateRefs.map((it, index) =>
    certificate(mesh, owner, it, [...path, 'tls', 'certificateRefs', index]),
  );
  const names = read.flatMap((it) => (typeof it === 'string' ? [it] : []));
  if (names.length === 0) {
    const [first] = read.flatMap((it) => (typeof it === 'string' ? [] : [it]));
    // without any reference Istio reports nothing, and has no certificate
    return { settings: settings(written), problem: first };
  }
  const authority = clientAuthority(gateway, port?.value);
  const [reference] = authority?.validation?.caCertificateRefs ?? [];
  if (!reference) return fine(settings(written, names));
  // L6 pilot/pkg/config/kube/gateway/conversion.go buildCaCertificateReference
  const unusable = authorityProblem(mesh, owner, reference, authority?.validation?.caCertificateRefs.length ?? 0);
  if (unusable) return { settings: settings(written, names), problem: problem(...unusable) };
  const isLenient = authority?.validation?.mode?.value === 'AllowInsecureFallback';
  return fine(settings(written !== 'SIMPLE' ? written : isLenient ? 'OPTIONAL_MUTUAL' : 'MUTUAL', names));
}

/** The name of a server's certificate for Istio, or why there is none. */
function certificate(mesh: Mesh, owner: MeshObject, reference: ObjectReference, path: Path): string | Problem {
  const to = referred(reference, secretByDefault, owner.namespace);
  const problem = (reason: Reason, text: string): Problem => ({ reason, fact: 'L4', text, object: owner, path });
  if (!isGranted(mesh, owner, to)) {
    const text = `The Secret ${to.name} is in ${to.namespace}, and ${notGranted(owner, to)}.`;
    return { ...problem('RefNotPermitted', text), to };
  }
  if (to.type !== 'Secret')
    return problem('InvalidCertificateRef', `A certificate is in a Secret, not in a ${to.kind}.`);
  return `kubernetes-gateway://${to.namespace}/${to.name}`;
}

/** What the Gateway says of the clients of a port. */
function clientAuthority({ tls }: KubernetesGatewaySpec, port: number | undefined) {
  // L6 pilot/pkg/config/kube/gateway/conversion.go resolveGatewayTLS
  const frontend = tls?.frontend;
  const own = frontend?.perPort.find((it) => it.port?.value === port);
  return own ? own.tls : frontend?.default;
}

function authorityProblem(
  mesh: Mesh,
  owner: MeshObject,
  reference: ObjectReference,
  count: number,
): [Reason, string] | undefined {
  if (count > 1) return ['InvalidCACertificateRef', 'Istio takes one CA certificate for the clients of a port.'];
  const to = referred(reference, nothingByDefault, owner.namespace);
  // pilot/pkg/config/kube/gateway/conversion.go buildCaCertificateReference: a grant would have to name it by Istio's own name
  if (!isGranted(mesh, owner, { ...to, name: `${to.name}-cacert` }))
    return ['RefNotPermitted', `The ${to.kind} ${to.name} is in ${to.namespace}, and ${notGranted(owner, to)}.`];
  if (to.type !== 'Secret' && to.type !== 'ConfigMap')
    return ['InvalidCACertificateKind', `A CA certificate is in a ConfigMap or a Secret, not in a ${to.kind}.`];
  return undefined;
}
