import { type Answer, answered } from '../../text/answer';
import { authorityOf, type Request } from '../request';
import { splitPath } from '../routes/url';
import { headerMatches, pathMatches, startMatches, textMatches, wildcardMatches } from './patterns';

/** Who calls, as its certificate says. */
export interface Identity {
  readonly namespace: string;
  /** `undefined` where nobody says. */
  readonly serviceAccount: string | undefined;
}

/** A request as the policies of a workload see it. */
export interface Call {
  readonly request: Request;
  /** Behind an HTTP filter chain; before any other only the connection is seen. */
  readonly isHttp: boolean;
  /** Of the pod. */
  readonly port: number;
  readonly sni: string | undefined;
  /** `undefined` where the caller shows no certificate of the mesh. */
  readonly identity: Identity | undefined;
  readonly trustDomain: string;
}

/** Something that a rule may ask for. */
export interface Attribute {
  /** Only known of HTTP. */
  readonly isHttp: boolean;
  /** Only known of a caller with a certificate. */
  readonly isIdentity: boolean;
  /** `undefined` for a value that is none. */
  test(value: string, call: Call, policyNamespace: string): Answer | undefined;
}

const http = (test: (value: string, call: Call) => Answer): Attribute => ({ isHttp: true, isIdentity: false, test });
const connection = (test: (value: string, call: Call) => Answer | undefined): Attribute => ({
  isHttp: false,
  isIdentity: false,
  test,
});
const identity = (
  test: (value: string, identity: Identity, call: Call, policyNamespace: string) => Answer,
): Attribute => ({
  isHttp: false,
  isIdentity: true,
  // P3 pilot/pkg/security/authz/model/generator.go principalAuthenticated
  test: (value, call, policyNamespace) => (call.identity ? test(value, call.identity, call, policyNamespace) : 'no'),
});

/** What only a token says: without one there is nothing, with one nobody can tell. */
const ofToken = http((_, { request }) => (request.headers.has('authorization') ? 'unknown' : 'no'));

/** By the keys of `when`; what `from` and `to` ask for are some of them. */
const attributes: Readonly<Record<string, Attribute>> = {
  'source.principal': identity((value, { namespace, serviceAccount }, { trustDomain }) =>
    startMatches(
      // pilot/pkg/security/trustdomain/bundle.go ReplaceTrustDomainAliases
      value.replace(/^cluster\.local\//, `${trustDomain}/`),
      `${trustDomain}/ns/${namespace}/sa/${serviceAccount ?? ''}`,
      serviceAccount !== undefined,
    ),
  ),
  'source.namespace': identity((value, { namespace }) => wildcardMatches(value, namespace)),
  'source.serviceAccount': identity((value, { namespace, serviceAccount }, _, policyNamespace) => {
    const slash = value.indexOf('/');
    const [owner, name] = slash < 0 ? [policyNamespace, value] : [value.slice(0, slash), value.slice(slash + 1)];
    if (owner !== namespace) return answered(owner === '' ? undefined : false);
    return answered(serviceAccount === undefined ? undefined : name === serviceAccount);
  }),
  'source.trustDomain': identity((value, _, { trustDomain }) => wildcardMatches(value, trustDomain)),
  'source.ip': connection(() => 'unknown'),
  'remote.ip': connection(() => 'unknown'),
  'destination.ip': connection(() => 'unknown'),
  'destination.port': connection((value, { port }) =>
    /^\d+$/.test(value) && Number(value) <= 65_535 ? answered(Number(value) === port) : undefined,
  ),
  'connection.sni': connection((value, { sni }) => textMatches(value, sni ?? '')),
  'request.auth.principal': ofToken,
  'request.auth.audiences': ofToken,
  'request.auth.presenter': ofToken,
  host: http((value, { request }) => headerMatches(value.toLowerCase(), authorityOf(request).toLowerCase())),
  path: http((value, { request }) => pathMatches(value, splitPath(request.path).path)),
  method: http((value, { request }) => headerMatches(value, request.method)),
};

/** What a key of `when` asks for; `undefined` for a key that there is not, which spoils the rule. */
export function attributeOf(key: string): Attribute | undefined {
  // pilot/pkg/security/authz/model/model.go New
  const known = Object.hasOwn(attributes, key) ? attributes[key] : undefined;
  if (known) return known;
  if (key.startsWith('request.headers')) return headerAttribute(key.slice('request.headers'.length));
  if (key.startsWith('request.auth.claims')) return ofToken;
  return key.startsWith('experimental.envoy.filters.') ? connection(() => 'unknown') : undefined;
}

function headerAttribute(bracketed: string): Attribute {
  const name = /^\[(.*)\]$/.exec(bracketed)?.[1]?.toLowerCase();
  return {
    isHttp: true,
    isIdentity: false,
    test: (value, { request }) => {
      if (name === undefined) return undefined;
      return headerMatches(value, name === 'host' ? authorityOf(request) : request.headers.get(name));
    },
  };
}
