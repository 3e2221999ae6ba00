import type { Wire } from '../../server/src/trace/trace';
import { type ClientOutcome, isArriving, type Outcome, type RequestOutcome } from './outcome';

/*
 * What "worse" means, said once. A change is for the worse where
 *
 * - a request that arrived fails, is refused, or leaves by another way than through a gateway where it left through one;
 *   a request for a host that was known goes to one that is not; which gateway it passes does not matter, and none does
 *   where there was none,
 * - it arrives at another host, or at another port of it, or without what a rule says of it,
 * - on the way to the gateway, or from there to the host, it is less protected: plaintext is less than TLS, TLS without an
 *   identity of the client less than TLS with one; the application's own TLS stays,
 * - a request that was refused gets through,
 * - a client that could reach a host no longer can, or one that was refused now can,
 * - a door that was closed, in the network or in the mesh, no longer is.
 *
 * Everything else is another right way, or no change at all.
 */

/** What is worse than before, in words; nothing where all is as good. */
export function worse(before: Outcome, after: Outcome): string[] {
  const requests = before.requests.flatMap((it, index) => {
    const changed = changeOfRequest(it, after.requests[index]!);
    return changed === undefined ? [] : [`${it.from} ${it.to}: ${changed}`];
  });
  const clients = [...before.clients].flatMap(([who, it]) => {
    const now = after.clients.get(who) ?? after.clients.get(who.replace(/ .*/, ' *'));
    return now ? changesOfClient(it, now).map((changed) => `${who}: ${changed}`) : [];
  });
  return [...requests, ...clients];
}

function changeOfRequest(before: RequestOutcome, after: RequestOutcome): string | undefined {
  if (!isArriving(before))
    return isArriving(after) ? `${before.verdict}, now gets through (${after.verdict})` : undefined;
  const isOtherWay = before.verdict !== after.verdict && !(before.verdict === 'direct' && after.verdict === 'gateway');
  if (isOtherWay || after.reason) return [before.verdict, 'now', after.verdict, after.reason].filter(Boolean).join(' ');
  if (before.end !== after.end) return `ends at ${after.end} instead of ${before.end}`;
  if (before.isRouted && !after.isRouted) return 'no rule leads it any more';
  const unsaid = before.said.find((it) => !after.said.includes(it));
  if (unsaid) return `no rule says its ${unsaid} any more`;
  const [hop, lastHop] = [before, after].map(({ wires }) => protection(wires.slice(0, -1)));
  const [outside, lastOutside] = [before, after].map(({ wires }) => protection(wires.slice(-1)));
  if (before.wires.length > 1 && lastHop! < hop!) return `less protected on the way to the gateway: ${text(after)}`;
  return lastOutside! < outside! ? `less protected on the way to the host: ${text(after)}` : undefined;
}

const text = ({ wires }: RequestOutcome): string =>
  wires.map(({ protocol, layers }) => [protocol, ...layers].join(' in ')).join(', then ');

/** That of the least protected of the legs. */
const protection = (wires: readonly Wire[]): number =>
  Math.min(...wires.map(({ layers }) => Math.max(0, ...layers.map((it) => grades[it]))));

const grades: Readonly<Record<Wire['layers'][number], number>> = {
  application: 1,
  SIMPLE: 1,
  MUTUAL: 2,
  ISTIO_MUTUAL: 2,
  HBONE: 2,
};

function changesOfClient(before: ClientOutcome, after: ClientOutcome): string[] {
  const doors = (['network', 'mesh'] as const).filter(
    (_, index) => before.doors?.[index] === 'closed' && after.doors !== undefined && after.doors[index] !== 'closed',
  );
  return [
    ...(before.answer === 'reaches' && after.answer !== 'reaches' ? ['no longer reaches it'] : []),
    ...(before.answer === 'refused' && after.answer === 'reaches' ? ['reaches it now'] : []),
    ...doors.map((it) => `the door of the ${it} is no longer closed`),
  ];
}
