import { isCatchAll } from '../envoy/routes/routes';
import { means } from '../mesh/legs';
import {
  type HttpMatch,
  type HttpRule,
  type Match,
  meshGateway,
  resolveGateway,
  type TlsMatch,
} from '../model/virtual-service';
import type { MeshObject } from '../workspace/mesh';

type VirtualService = MeshObject<'VirtualService'>;

/** One condition of a rule; a rule without any has one that asks for nothing. */
export interface Entry {
  readonly rule: HttpRule;
  readonly index: number;
  readonly match: HttpMatch | undefined;
}

/** The conditions of a rule, which is at an index of its section. */
export const entriesOf = (rule: HttpRule, index: number): Entry[] =>
  (rule.match.length > 0 ? rule.match : [undefined]).map((match) => ({ rule, index, match }));

/** The rule that takes all requests which would come to this one; `undefined` where there is none for all its proxies. */
export function blockerOf(object: VirtualService, own: Entry, before: readonly Entry[]): number | undefined {
  const blockers = proxiesOf(object, own).map((proxies) =>
    before.find((it) => takesAllFor(object, it, own.match?.port?.value, proxies)),
  );
  return blockers.length > 0 && !blockers.includes(undefined) ? blockers[0]?.index : undefined;
}

/** Whether nothing goes past the earlier one that proxies get on a port. */
function takesAllFor(object: VirtualService, { rule, match }: Entry, port: number | undefined, proxies: string) {
  // route.go TranslateRoute: without any of these there is no route
  if (rule.route.length === 0 && !rule.redirect && !rule.directResponse) return false;
  // V10
  if (match?.port && match.port.value !== port) return false;
  // V7 where labels don't count although they are meant to, that is what is said of them
  if (match?.sourceLabels?.size || match?.sourceNamespace) return false;
  // V9
  return isCatchAll({ match }) && proxiesOf(object, { match }).includes(proxies);
}

/** The rule under `tls` that has all connections of a match for sidecars alone; `undefined` for none. */
export function repeatedBy(object: VirtualService, own: TlsMatch, index: number): number | undefined {
  if (proxiesOf(object, { match: own }).some((it) => it !== meshGateway)) return undefined;
  // pilot/pkg/networking/core/tls.go hashRuntimeTLSMatchPredicates: the first rule for the same names and addresses counts
  const predicates = ({ sniHosts, destinationSubnets }: TlsMatch): string =>
    JSON.stringify([sniHosts, destinationSubnets].map((list) => list.map((it) => it.value)));
  const takesIt = (it: TlsMatch): boolean =>
    predicates(it) === predicates(own) &&
    (it.port === undefined || it.port.value === own.port?.value) &&
    !it.sourceLabels?.size &&
    !it.sourceNamespace &&
    proxiesOf(object, { match: it }).includes(meshGateway);
  const found = object.resource.spec.tls.slice(0, index).findIndex(({ match }) => match.some(takesIt));
  return own.sniHosts.length > 0 && found >= 0 ? found : undefined;
}

/** Those of the VirtualService's gateways that have the rule, as they are written there. */
function proxiesOf(object: VirtualService, { match }: { readonly match: Match | undefined }): string[] {
  const { gateways } = object.resource.spec;
  const bound = gateways.length > 0 ? gateways.map((it) => it.value) : [meshGateway];
  const wanted = match?.gateways ?? [];
  if (wanted.length === 0) return bound;
  return bound.filter((it) => {
    const name = it === meshGateway ? meshGateway : resolveGateway(it, object);
    return wanted.some((reference) => means(reference.value, name, object));
  });
}
