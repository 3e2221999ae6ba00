import { hasPlaceholder } from '../text/placeholder';

/**
 * The namespace of an object that names none. It is one unknown namespace, which agrees with any other: manifests are
 * often written without one and applied with `kubectl -n`.
 */
export const unnamed = '';

/** Whether the two can be the same namespace. */
export const agree = (a: string, b: string): boolean => a === b || a === unnamed || b === unnamed;

/** As it is shown to people. */
export const namespaceLabel = (namespace: string): string => namespace || 'default';

/** The namespace, or the unknown one where somebody will fill it in later. */
export const knownNamespace = (namespace: string): string => (hasPlaceholder(namespace) ? unnamed : namespace);
