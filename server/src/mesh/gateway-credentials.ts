import { namespaceLabel, unnamed } from '../model/namespace';
import { hasKey } from '../model/secret';
import { hasPlaceholder } from '../text/placeholder';
import type { Located } from '../text/span';
import type { Mesh } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import type { Assumption, Evidence } from './evidence';
import type { GatewayServer } from './gateway-servers';
import type { Proxy as Pod } from './proxy';

export interface Credentials {
  /** What a server's `credentialName` asks for in vain, so that no TLS connection to it succeeds. */
  readonly missing: readonly Evidence[];
  readonly assumptions: readonly Assumption[];
}

/** Whether the certificates are there which a server that ends TLS asks for by name, for gateway pods like these. */
export function credentials(mesh: Mesh, pod: Pod, { server, kind, gateway, place }: GatewayServer): Credentials {
  const mode = server.tls?.mode?.value;
  if ((kind !== 'https' && kind !== 'tls-tcp') || mode === 'ISTIO_MUTUAL' || !server.tls) return none;
  const { credentialName, credentialNames } = server.tls;
  const path = [...place.path, 'tls'];
  const names: [Located<string>, Path][] =
    credentialNames.length > 0
      ? credentialNames.map((it, index) => [it, [...path, 'credentialNames', index]])
      : credentialName
        ? [[credentialName, [...path, 'credentialName']]]
        : [];
  const needsAuthority = mode === 'MUTUAL' || mode === 'OPTIONAL_MUTUAL';
  const all = names.map(([{ value }, at]) => {
    const found = lookUp(mesh, pod, value, needsAuthority);
    if (!found) return none;
    const entry = { object: gateway, path: at, text: found.text };
    return found.isMissing
      ? { missing: [{ fact: '3.5.2', ...entry }], assumptions: [] }
      : { missing: [], assumptions: [entry] };
  });
  return { missing: all.flatMap((it) => it.missing), assumptions: all.flatMap((it) => it.assumptions) };
}

const none: Credentials = { missing: [], assumptions: [] };

/** Why the Secret that a DestinationRule names for a proxy's own TLS is not there for it; `undefined` where it is, or may be. */
export function missingSecret(mesh: Mesh, pod: Pod, written: string): string | undefined {
  const found = lookUp(mesh, pod, written, false);
  return found?.isMissing ? found.text : undefined;
}

/** What is wrong or not sure about a name; `undefined` for nothing. */
function lookUp(
  mesh: Mesh,
  { namespace: podNamespace, type }: Pod,
  written: string,
  needsAuthority: boolean,
): { readonly isMissing: boolean; readonly text: string } | undefined {
  if (hasPlaceholder(written)) return undefined;
  // 3.5.2 pilot/pkg/model/credentials/resource.go ToResourceName, ParseResourceName
  const scheme = /^([a-z-]+):\/\//.exec(written);
  if (scheme && scheme[1] !== 'kubernetes') return undefined;
  const [first = '', second] = written.slice(scheme?.[0].length ?? 0).split('/');
  const [namespace, name] = second === undefined ? [podNamespace, first] : [first, second];
  if (podNamespace === unnamed || name === '') return undefined;
  // 3.5.2 pilot/pkg/xds/sds.go filterAuthorizedResources
  if (namespace !== podNamespace) return { isMissing: true, text: notReadable(type, name, namespace, podNamespace) };

  const here = mesh.find('Secret', namespace, name);
  if (here.length > 0) {
    const authority = [...here, ...mesh.find('Secret', namespace, `${name}-cacert`)].map((it) => it.resource.spec);
    const isKnown = here.every((it) => it.resource.spec.data.size + it.resource.spec.stringData.size > 0);
    // 3.5.2 pilot/pkg/credentials/kube/secrets.go GetCaCert, ExtractRoot
    const hasAuthority = authority.some((it) => hasKey(it, 'ca.crt') || hasKey(it, 'cacert'));
    if (!needsAuthority || hasAuthority || !isKnown) return undefined;
    const text = `Neither the Secret ${name} nor ${name}-cacert has ca.crt, by which the gateway would check its clients.`;
    return { isMissing: true, text };
  }
  const elsewhere = mesh.named('Secret', name).map((it) => namespaceLabel(it.namespace));
  if (elsewhere.length > 0) return { isMissing: true, text: notReadable(type, name, elsewhere.join(', '), namespace) };
  // operators make Secrets that no manifest has, so that one is missing is never plain
  return { isMissing: false, text: `The Secret ${name} is taken to be in ${namespace}, where the gateway’s pods run.` };
}

const notReadable = (type: Pod['type'], name: string, namespace: string, podNamespace: string): string =>
  `The Secret ${name} is in ${namespace}, and the ${type} reads Secrets only in ${podNamespace}, where its pods run.`;
