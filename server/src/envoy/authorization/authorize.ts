import type { Evidence } from '../../mesh/evidence';
import { meshConfig } from '../../mesh/mesh-config';
import type { Workload } from '../../mesh/policy-attachment';
import { namespaceLabel } from '../../model/namespace';
import type { Mesh } from '../../workspace/mesh';
import type { Request } from '../request';
import type { Call, Identity } from './attributes';
import { policiesOf } from './policies';
import { askRule, type Policy, type RuleAnswer } from './rule';

/** The server of a request at which policies stand. */
export interface Guarded extends Workload {
  /** Behind an HTTP filter chain. */
  readonly isHttp: boolean;
  /** That the pods listen on. */
  readonly port: number;
}

/** Who calls, and how. */
export interface Caller {
  /** What its certificate says; only with the mutual TLS of the mesh there is one. */
  readonly identity: Identity | undefined;
  readonly sni: string | undefined;
}

/** Whether AuthorizationPolicies let a request through. */
export interface Authorization {
  /** `unknown` where another program decides, or the manifests don't say what a policy asks for. */
  readonly decision: 'allow' | 'deny' | 'unknown';
  /** What decided; empty where no policy has a say. */
  readonly because: readonly Evidence[];
  /** Rules that don't match, and why. */
  readonly passedOver: readonly Evidence[];
}

/**
 * Asks the AuthorizationPolicies of a workload, which is a gateway or a server: on its way out of a sidecar a request is
 * asked nothing.
 */
export function authorize(mesh: Mesh, workload: Guarded, request: Request, caller: Caller): Authorization {
  // P1 pilot/pkg/networking/core/listener_builder.go, pilot/pkg/security/authz/builder/builder.go build
  const { custom, deny, allow, uncertain } = policiesOf(mesh, workload);
  const { isHttp, port } = workload;
  const trustDomain = meshConfig(mesh).trustDomain.value;
  const call: Call = { ...caller, request, isHttp, port, trustDomain };
  const ask = (policies: readonly Policy[], isAllow: boolean): Asked[] =>
    policies.flatMap((policy) =>
      policy.resource.spec.rules.map((_, index) => {
        const { answer, reason } = askRule(policy, index, call, isAllow);
        const isOpen = uncertain.has(policy) && answer === 'yes';
        return { policy, index, answer: isOpen ? 'unknown' : answer, reason: isOpen ? noNamespace(policy) : reason };
      }),
    );

  const refusals = ask(deny, false);
  const others = ask(custom, false);
  const grants = ask(allow, true);
  const passedOver = [...refusals, ...grants].flatMap((it) => (it.answer === 'no' && it.reason ? [it.reason] : []));
  const says = (decision: Authorization['decision'], because: readonly Evidence[]): Authorization => ({
    decision,
    because,
    passedOver,
  });

  const refusal = refusals.find((it) => it.answer === 'yes');
  if (refusal) return says('deny', [because(refusal, 'refuses the request')]);
  const asked = others.find((it) => it.answer !== 'no');
  if (asked) return says('unknown', [because(asked, 'lets another program decide')]);
  const open = refusals.find((it) => it.answer === 'unknown');
  if (open) return says('unknown', unknowns(open, 'may refuse the request'));

  if (allow.length === 0) return says('allow', []);
  const grant = grants.find((it) => it.answer === 'yes');
  if (grant) return says('allow', [because(grant, 'allows the request')]);
  const possible = grants.find((it) => it.answer === 'unknown');
  if (possible) return says('unknown', unknowns(possible, 'may allow the request'));
  const nobody = allow.map((policy) => ({
    fact: 'P1',
    text: `No rule of ${label(policy)} allows the request, and what no rule allows is refused.`,
    object: policy,
    path: ['spec', 'rules'],
  }));
  return says(allow.every((it) => uncertain.has(it)) ? 'unknown' : 'deny', nobody);
}

interface Asked extends RuleAnswer {
  readonly policy: Policy;
  readonly index: number;
}

const because = ({ policy, index }: Asked, does: string): Evidence => ({
  fact: 'P1',
  text: `${label(policy)} ${does}.`,
  object: policy,
  path: ['spec', 'rules', index],
});

const unknowns = (asked: Asked, does: string): Evidence[] => [
  because(asked, does),
  ...(asked.reason ? [asked.reason] : []),
];

const noNamespace = (policy: Policy): Evidence => ({
  fact: 'P4',
  text: 'It names no namespace, so whether it is for this proxy is not known.',
  object: policy,
  path: ['metadata'],
});

const label = ({ namespace, name }: Policy): string => `AuthorizationPolicy ${namespaceLabel(namespace)}/${name}`;
