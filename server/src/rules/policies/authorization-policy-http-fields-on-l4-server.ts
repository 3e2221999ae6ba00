import type { Origin } from '../../envoy/config';
import { exchange, type Fix, fix, insertInto, removeFields } from '../../generate/edit';
import type { AuthorizationOperation } from '../../model/authorization-policy';
import type { Failure } from '../../trace/failures';
import { passthroughChain } from '../example-chain';
import { passedOver, serverOf } from '../failure';
import { atPath, label } from '../places';
import { httpFieldOf, isAboutHost, namesPort, type PlacedRule, policyRuleAt } from '../policy-rule';
import { defineFailureRule } from '../rule';

export const authorizationPolicyHttpFieldsOnL4Server = defineFailureRule({
  id: 'authorization-policy-http-fields-on-l4-server',
  severity: 'error',
  summary: 'An AuthorizationPolicy asks for something of HTTP at a server that passes on bytes.',
  rationale:
    'A server in mode PASSTHROUGH, or for TCP, sees connections and no requests: no host, no method, no path. A rule of an ALLOW policy that asks for one never holds there, and one of a DENY policy holds as if it did not ask. What such a server knows is the port, the address, the SNI (`when` with the key `connection.sni`), and in the mutual TLS of the mesh who calls.',
  reference: 'https://istio.io/latest/docs/reference/config/security/conditions/',

  explain(failure) {
    const { cause, hop, host } = failure;
    if (cause.reason !== 'denied' || hop.proxy.type === 'sidecar' || hop.routeConfiguration !== undefined)
      return undefined;
    for (const place of askedInVain(failure)) {
      const placed = policyRuleAt(place);
      const path = placed && httpFieldOf(placed);
      if (!path || !isAboutHost(placed.rule, host)) continue;
      // at a waypoint other ports of the host may be what is meant
      if (hop.proxy.type === 'waypoint' && !namesPort(placed.rule, failure.trace.request.port)) continue;
      const isDeny = placed.policy.resource.spec.action?.value === 'DENY';
      const server = serverOf(hop);
      const what = isDeny ? 'refuses every connection that the rest of it fits' : 'allows nothing';
      return {
        object: placed.policy,
        path,
        message: `${server ? label(server.object) : `The ${hop.proxy.type}`} passes on the bytes for ${host} and sees no HTTP in them, so this rule ${what}: connections are closed.`,
        related: server ? [atPath(server.object, server.path, 'This server takes the connections.')] : [],
        fixes: () => askForSni(placed),
      };
    }
    return undefined;
  },

  examples: [
    {
      title: 'a host is asked for where TLS is passed through',
      source: `
#- policy.yaml
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: egress, namespace: istio-system }
spec:
  selector: { matchLabels: { istio: egressgateway } }
  rules:
  - to:
    - operation:
        hosts: [ api.payments.example ]
#              ^^^^^^^^^^^^^^^^^^^^^^^^ Gateway shop/egress passes on the bytes for api.payments.example and sees no HTTP in them, so this rule allows nothing: connections are closed.
${passthroughChain}
`,
      fixed: `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: egress, namespace: istio-system }
spec:
  selector: { matchLabels: { istio: egressgateway } }
  rules:
  - when:
    - key: connection.sni
      values:
      - api.payments.example
`,
    },
    {
      title: 'the SNI is known there',
      source: `
#- policy.yaml
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: egress, namespace: istio-system }
spec:
  selector: { matchLabels: { istio: egressgateway } }
  rules:
  - when: [ { key: connection.sni, values: [ api.payments.example ] } ]
${passthroughChain}
`,
    },
  ],
});

/** Asks for the SNI instead of the host, where nothing else of HTTP is asked for. */
function askForSni({ policy, rule, path }: PlacedRule): Fix[] {
  const operations = rule.to.map((it) => it.operation);
  const hosts = operations.flatMap((it) => it?.hosts.map((host) => host.value.replace(/:(?:\d+|\*)$/, '')) ?? []);
  const isPlain = operations.every((it) => it && hasOnlyHosts(it)) && !rule.when.some(isOfHttp);
  if (!isPlain || rule.when.some((it) => it.key?.value === sniKey)) return [];
  const condition = { key: sniKey, values: [...new Set(hosts)] };
  return fix(
    'Ask for the SNI instead',
    rule.when.length === 0
      ? [exchange(policy, path, 'to', ['when', [condition]])]
      : [...removeFields(policy, path, ['to']), insertInto(policy, [...path, 'when', rule.when.length], condition)],
  );
}

const sniKey = 'connection.sni';

const otherFields = ['notHosts', 'ports', 'notPorts', 'methods', 'notMethods', 'paths', 'notPaths'] as const;

const hasOnlyHosts = (operation: AuthorizationOperation): boolean =>
  operation.hosts.length > 0 && otherFields.every((it) => operation[it].length === 0);

const isOfHttp = ({ key }: { readonly key: { readonly value: string } | undefined }): boolean =>
  key?.value.startsWith('request.') === true;

/** The rules that ask for what nobody sees: those that therefore allow nothing, or the one that refuses all the same. */
const askedInVain = (failure: Failure): readonly Origin[] =>
  // P2
  [...passedOver(failure, 'P2'), ...failure.cause.places];
