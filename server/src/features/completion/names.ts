import { readDocument } from '../../model/document';
import type { Name } from '../../model/name';
import { knownNamespace } from '../../model/namespace';
import { type MeshObject, meshObject } from '../../workspace/mesh';
import type { Workspace } from '../../workspace/workspace';
import { cursorMark } from '../../yaml/cursor';
import { fieldNames, samePath, textAt } from '../spot';
import type { Asked, AskedName } from './asked';
import type { Candidate } from './completion';
import { gatewayClasses } from './gateway-classes';
import { gateways } from './gateways';
import { listenerHostnames, policyHostnames, routeHostnames } from './hostnames';
import { hosts, serverNames, sniHosts } from './hosts';
import { istioLabelKeys, istioLabelValues } from './istio-labels';
import { labelKeys, labelValues } from './labels';
import { exportTargets, namespaces } from './namespaces';
import type { Opening } from './opening';
import { portNumbers } from './port-numbers';
import { referenceFields } from './references';
import { sections } from './sections';
import type { Site } from './site';
import { subsets } from './subsets';

/** The names that each kind of mention may be completed to. */
const byMention: { readonly [K in Name['kind']]?: (asked: AskedName<K>) => Candidate[] } = {
  gateway: gateways,
  host: hosts,
  subset: subsets,
  section: sections,
};

/** Places that no kind mentions anything in, by the end of the names on their path. */
const byField: readonly { readonly field: RegExp; candidates(asked: Asked): Candidate[] }[] = [
  { field: /^metadata\.namespace$/, candidates: namespaces },
  { field: /\.(?:sourceNamespace|delegate\.namespace)$/, candidates: namespaces },
  { field: /\.source\.(?:notN|n)amespaces$/, candidates: namespaces },
  { field: /\.exportTo$/, candidates: exportTargets },
  { field: /\.match\.sniHosts$/, candidates: sniHosts },
  { field: /\.(?:tls\.sni|urlRewrite\.hostname)$/, candidates: serverNames },
  { field: /^spec\.gatewayClassName$/, candidates: gatewayClasses },
  { field: /^spec\.hostnames$/, candidates: routeHostnames },
  { field: /^spec\.listeners\.hostname$/, candidates: listenerHostnames },
  { field: /^spec\.validation\.(?:subjectAltNames\.)?hostname$/, candidates: policyHostnames },
];

/** The names that exist and could be written as the value at the cursor. */
export function names(workspace: Workspace, site: Site, opening: Opening): Candidate[] {
  const field = fieldNames(site.object.inside);
  const candidates = byField.find((it) => it.field.test(field))?.candidates;
  return askedAt(workspace, site).flatMap(
    (asked) =>
      labelValues(asked) ??
      istioLabelValues(asked) ??
      portNumbers(asked) ??
      referenceFields(asked) ??
      candidates?.(asked) ??
      mentioned(asked, site, opening),
  );
}

/** Keys of labels, where the mapping at the cursor holds such. */
export const keyNames = (workspace: Workspace, site: Site): Candidate[] =>
  askedAt(workspace, site).flatMap((asked) => labelKeys(asked) ?? istioLabelKeys(asked) ?? []);

/** The place, as each mesh of the document has it. */
function askedAt(workspace: Workspace, { document, object: { node, kind, at, inside }, cursor }: Site): Asked[] {
  return workspace.meshesOf(document).map(({ mesh, objects }) => {
    const object = objects.find((it) => samePath(it.resource.path, at));
    const written = knownNamespace(textAt(node, ['metadata', 'namespace']) ?? mesh.settings.namespace);
    const namespace = object?.namespace ?? written;
    return { mesh, kind, namespace, object, node, path: inside, typed: cursor.typed };
  });
}

/** Reads the document as if the mark were the name that is wanted, and sees which mention it becomes. */
function mentioned(asked: Asked, site: Site, opening: Opening): Candidate[] {
  const {
    document,
    cursor,
    object: { at },
  } = site;
  const before = document.text.slice(0, opening.start) + opening.before;
  const after = cursor.closing + opening.after + document.text.slice(cursor.span.end);
  const marked = readDocument(before + cursorMark + after);
  const resource = marked.resources.find((it) => samePath(it.path, at));
  if (!resource) return [];
  const object: MeshObject = meshObject(marked, resource, asked.namespace);
  const mention = object.mentions.find(({ span }) => span.start <= before.length && before.length < span.end);
  return mention?.role === 'reference' ? candidatesFor(mention.name, { ...asked, object }) : [];
}

function candidatesFor<K extends Name['kind']>(name: Extract<Name, { kind: K }>, asked: Asked): Candidate[] {
  const candidates = byMention[name.kind as K];
  return candidates?.({ ...asked, name }) ?? [];
}
