import { agree, namespaceLabel, unnamed } from '../model/namespace';
import { hasPlaceholder } from '../text/placeholder';
import type { Mesh } from '../workspace/mesh';
import { type DestinationRule, exportToOf, type MergedDestinationRule } from './destination-rule-merge';
import { meshConfig } from './mesh-config';

/** A namespace where Istio looks for the DestinationRules of a host. */
export interface Place {
  readonly namespace: string;
  /** Such as `the namespace of the proxy`. */
  readonly label: string;
  /** Whether a DestinationRule is kept there for this search at all. */
  keeps(rule: DestinationRule): boolean;
  /** Whether what is kept under those `exportTo` is shown to the proxy. */
  shows(exportTo: ReadonlySet<string>): boolean;
}

/** What the search finds in one place. */
export interface Found {
  readonly place: Place;
  /** The most specific host that any DestinationRule there has. */
  readonly host: string | undefined;
  /** What the proxy is shown of those with that host. */
  readonly shown: readonly MergedDestinationRule[];
}

/**
 * Where Istio looks for a proxy of the namespace `client` and a service of the namespace `owner`, in order. The first place
 * that shows any ends the search.
 */
export function placesFor(mesh: Mesh, client: string, owner: string | undefined): readonly Place[] {
  const config = meshConfig(mesh);
  const root = config.rootNamespace.value;
  const isPrivateByDefault = config.defaultDestinationRuleExportTo.value.includes('.');
  const owned = (rule: DestinationRule, namespace: string) => rule.namespace || namespace;

  const isPrivate = (rule: DestinationRule, namespace: string): boolean => {
    const exportTo = exportToOf(rule);
    // D16 push_context.go initDefaultExportMaps, setDestinationRules
    if (exportTo.size === 0) return isPrivateByDefault;
    return exportTo.size === 1 && (exportTo.has('.') || exportTo.has(owned(rule, namespace)));
  };
  const isLocal = (rule: DestinationRule, namespace: string): boolean => {
    // D2 push_context.go setDestinationRules
    const exportTo = exportToOf(rule);
    return exportTo.size === 0 || exportTo.has('.') || isNamed(exportTo, owned(rule, namespace));
  };
  const exported = (namespace: string, label: string): Place => ({
    namespace,
    label,
    keeps: (rule) => !isPrivate(rule, namespace),
    // D3 push_context.go getExportedDestinationRuleFromNamespace
    shows: (exportTo) => exportTo.size === 0 || isNamed(exportTo, client),
  });

  // D1 push_context.go destinationRule
  const own: Place = {
    namespace: client,
    label: 'the namespace of the proxy',
    keeps: (rule) => (client === root ? isPrivate(rule, root) : isLocal(rule, client)),
    shows: () => true,
  };
  return [
    own,
    ...(owner === undefined ? [] : [exported(owner, 'the namespace of the service')]),
    exported(root, 'the root namespace'),
  ];
}

/** Whether everybody is named, or that namespace, or one that somebody will fill in. */
const isNamed = (exportTo: ReadonlySet<string>, namespace: string): boolean =>
  [...exportTo].some(
    (it) => it === '*' || hasPlaceholder(it) || it === namespace || (namespace === unnamed && it !== '~' && it !== '.'),
  );

/** Whether the rule is, or may be, in the place. */
export const isIn = (rule: DestinationRule, place: Place): boolean => agree(rule.namespace, place.namespace);

/** `the namespace of the proxy, shop`. */
export const placeLabel = ({ label, namespace }: Place): string => `${label}, ${namespaceLabel(namespace)}`;
