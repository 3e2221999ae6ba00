import type { Mesh, WrittenPart } from '../../workspace/mesh';
import { writtenPart } from './generated';
import { httpRules } from './http-rules';
import { l4Rules } from './l4-rules';
import type { Problem } from './problem';

/** Why Istio can't use the backend that a part of a VirtualService was made of; `undefined` for any other part. */
export function backendProblem(mesh: Mesh, part: WrittenPart): Problem | undefined {
  const { object, path } = writtenPart(part.object, part.path);
  return problemsOf(mesh, object).find((it) => path.every((step, index) => it.path?.[index] === step));
}

/** What is wrong with the rules of a route, whether sidecars or a gateway follow it. */
export function problemsOf(mesh: Mesh, route: WrittenPart['object'], forWhom = [false, true]): readonly Problem[] {
  return forWhom.flatMap((isMesh) => {
    switch (route.resource.kind) {
      case 'HTTPRoute':
      case 'GRPCRoute':
        return httpRules(mesh, route as Parameters<typeof httpRules>[1], isMesh).problems;
      case 'TLSRoute':
      case 'TCPRoute':
        return l4Rules(mesh, route as Parameters<typeof l4Rules>[1], isMesh).problems;
      default:
        return [];
    }
  });
}
