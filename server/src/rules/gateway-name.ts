import { type DocumentEdit, replace } from '../generate/edit';
import { generatedName } from '../mesh/gateway-api/generated';
import { sameName } from '../model/name';
import { meshGateway, resolveGateway } from '../model/virtual-service';
import { hasPlaceholder } from '../text/placeholder';
import type { Located } from '../text/span';
import type { MeshObject } from '../workspace/mesh';

/** Whether a reference is to what Istio itself makes of a listener of the Gateway API. */
export const isInternal = (reference: string): boolean => reference.includes(generatedName);

/** Whether no object can have the name that a reference means, whoever looks for it. */
export function isMalformed(reference: string): boolean {
  if (reference === meshGateway || hasPlaceholder(reference) || isInternal(reference)) return false;
  const [first = '', second, ...more] = reference.split('/');
  if (second === undefined) return !isDomain(first);
  return more.length > 0 || !(first === '.' || isLabel(first)) || !isDomain(second);
}

/** The malformed entries of `gateways` that Istio's webhook lets pass: it stops looking at the first without a namespace. */
export function uncheckedNames({ resource }: MeshObject<'VirtualService'>): readonly Located<string>[] {
  const { gateways } = resource.spec;
  // 2.4 pkg/config/validation/validation.go validateGatewayNames
  const last = gateways.findIndex((it) => !it.value.includes('/'));
  return last < 0 ? [] : gateways.slice(last + 1).filter((it) => isMalformed(it.value));
}

/** Names another gateway in the list of gateways, and in the matches that mean the same one. */
export function renameGateway(
  object: MeshObject<'VirtualService'>,
  reference: Located<string>,
  name: string,
): DocumentEdit[] {
  const { http, tls, tcp } = object.resource.spec;
  const isSame = ({ value }: Located<string>): boolean =>
    value !== meshGateway && sameName(resolveGateway(value, object), resolveGateway(reference.value, object));
  const inMatches = [...http, ...tls, ...tcp].flatMap((rule) => rule.match.flatMap((it) => it.gateways));
  return [reference, ...inMatches.filter(isSame)].map((it) => replace(object, it.span, name));
}

const isLabel = (word: string): boolean => /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(word);
const isDomain = (word: string): boolean => word.split('.').every(isLabel);
