import type { Request } from '../envoy/request';
import { sidecarListener } from '../envoy/sidecar/listener';
import { captureOf } from '../mesh/ambient';
import type { Assumption } from '../mesh/evidence';
import { sidecarProxy } from '../mesh/proxy';
import { type Scope, scopeOf } from '../mesh/scope';
import type { Mesh } from '../workspace/mesh';
import type { Client, Hop, Trace } from './answer';
import { arrive, type Outcome } from './arrive';
import { throughZtunnel } from './through-ztunnel';
import { ofApplication } from './traffic';
import { writtenTrace } from './written';

export type { Branch, Client, Hop, Response, Trace, Verdict, Wire } from './answer';

/**
 * Follows a request of a pod through the mesh as Istio would program it, hop by hop, to where it ends. Never throws, and
 * always ends: a proxy that sends to the same cluster a second time is a loop.
 */
export function trace(mesh: Mesh, client: Client, request: Request): Trace {
  // 3.15 the steps of this function and of `arrive` are those of its algorithm
  const { isAmbient, assumptions } = captureOf(mesh, client.namespace, client.labels);
  const { hops, verdict, cause, response, ...rest } = (isAmbient ? throughZtunnel : throughSidecar)(
    mesh,
    client,
    request,
  );
  return writtenTrace({
    client,
    request,
    verdict,
    cause,
    response,
    hops,
    assumptions: distinct([...assumptions, ...rest.assumptions, ...hops.flatMap(agesOf)]),
  });
}

function throughSidecar(mesh: Mesh, client: Client, request: Request): Outcome {
  const scope = scopeOf(mesh, sidecarProxy(client.namespace, client.labels));
  const { listener, address, assumptions } = sidecarListener(scope, request);
  const outcome = arrive({
    scope,
    listener,
    reasons: [],
    address,
    port: request.port,
    servicePort: request.port,
    traffic: ofApplication(request),
    identity: { namespace: client.namespace, serviceAccount: client.serviceAccount },
    caller: undefined,
    visited: [],
  });
  return {
    ...outcome,
    hops: outcome.hops.map((it, index) => (index === 0 ? { ...it, ...withSidecar(it, scope) } : it)),
    assumptions: [...assumptions, ...outcome.assumptions],
  };
}

/** Which Sidecar the client has, and which ones not. */
function withSidecar(
  { because, passedOver }: Hop,
  { sidecar, otherSidecars }: Scope,
): Pick<Hop, 'because' | 'passedOver'> {
  const own = sidecar && {
    fact: 'C1',
    text: 'It says what the client’s proxy is told of.',
    object: sidecar,
    path: ['spec', 'egress'],
  };
  return { because: own ? [own, ...because] : because, passedOver: [...otherSidecars, ...passedOver] };
}

/** What the order of names decided, because the manifests don't say how old the objects are. */
function agesOf({ passedOver, branches }: Hop): Assumption[] {
  // R10 pilot/pkg/model/config.go configCompareByCreationTime
  const own = passedOver.flatMap(({ byAge, text, object, path }): Assumption[] =>
    byAge && object && !object.resource.created
      ? [
          {
            text: `${object.resource.kind} ${object.name} is taken to be the younger one. ${text}`,
            object,
            ...(path && { path }),
          },
        ]
      : [],
  );
  return [...own, ...branches.flatMap((it) => it.hops.flatMap(agesOf))];
}

const distinct = <T extends { readonly text: string }>(all: readonly T[]): T[] => [
  ...new Map(all.map((it) => [it.text, it])).values(),
];
