import type { Route } from '../mesh/gateway-api/routes';
import {
  gatewayByDefault,
  type ObjectReference,
  type Referred,
  referred,
  serviceByDefault,
} from '../model/object-reference';
import { isOpen } from './route-problems';

/** A route that does nothing but send all that it gets from one parent to one backend. */
export interface RouteShape {
  readonly parent: Referred;
  readonly reference: ObjectReference;
  readonly backend: Referred;
  /** Of the backend. */
  readonly port: number;
}

/** What a route says that is no more than a part of a way out; `undefined` for any other. */
export function shapeOf({ resource, namespace }: Route): RouteShape | undefined {
  const { parentRefs, rules } = resource.spec;
  const [reference, ...others] = parentRefs;
  const [rule, ...more] = rules;
  const [to, ...rest] = rule?.backendRefs ?? [];
  if (!reference || !to?.port || others.length + more.length + rest.length > 0) return undefined;
  if (resource.kind === 'GRPCRoute' || isOpen(reference) || isOpen(to)) return undefined;
  return {
    parent: referred(reference, gatewayByDefault, namespace),
    reference,
    backend: referred(to, serviceByDefault, namespace),
    port: to.port.value,
  };
}
