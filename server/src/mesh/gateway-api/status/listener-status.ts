import type { BuiltListener } from '../listeners';
import type { Problem, Reason } from '../problem';
import { type Condition, condition } from './condition';

/** A listener's trust in its clients' or its own certificates is broken, not only a certificate missing. */
const withoutTrust: ReadonlySet<Reason> = new Set([
  'InvalidCACertificateRef',
  'InvalidCACertificateKind',
  'RefNotPermitted',
]);

/** What Istio reports of a listener. */
export function listenerStatus({ listener, owner, problems }: BuiltListener): Condition[] {
  const part = listener.name?.value ?? '';
  const { accepted, resolvedRefs, conflicted, kinds } = problems;
  if (conflicted)
    // L7 pilot/pkg/config/kube/gatewaycommon/conversion.go ReportListenerConflict
    return [
      condition(part, 'Accepted', 'Accepted', conflicted),
      { ...condition(part, 'Conflicted', '', conflicted), status: true },
      condition(part, 'Programmed', 'Programmed', conflicted),
      ...(kinds ? [condition(part, 'ResolvedRefs', 'ResolvedRefs', kinds)] : []),
    ];
  // L2 to L6 pilot/pkg/config/kube/gateway/conversion.go buildListener
  const untrusted = resolvedRefs && withoutTrust.has(resolvedRefs.reason) ? resolvedRefs : undefined;
  const unprogrammed =
    resolvedRefs ?? (owner.resource.kind === 'ListenerSet' && accepted?.fact === 'L3' ? accepted : undefined);
  return [
    accepted || !untrusted
      ? condition(part, 'Accepted', 'Accepted', accepted)
      : condition(part, 'Accepted', 'Accepted', untrusted, 'NoValidCACertificate'),
    { part, type: 'Conflicted', status: false, reason: 'NoConflicts' },
    condition(part, 'Programmed', 'Programmed', unprogrammed, unprogrammed ? 'Invalid' : undefined),
    condition(part, 'ResolvedRefs', 'ResolvedRefs', kinds ?? resolvedRefs),
  ];
}

/** Why a listener counts as one that is not valid; `undefined` where it does not. */
export const invalidity = ({ problems }: BuiltListener): Problem | undefined =>
  // conversion.go buildListener: A4 is no reason
  problems.conflicted ?? problems.resolvedRefs ?? (problems.accepted?.fact === 'A4' ? undefined : problems.accepted);
