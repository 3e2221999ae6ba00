import { couldEqual, hasPlaceholder } from '../text/placeholder';
import type { Located, Span } from '../text/span';
import { sameHost } from './host';
import { agree } from './namespace';

/** Something with a name that other objects may use. Hosts are resolved (see host.ts). */
export type Name =
  | { readonly kind: 'gateway'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'subset'; readonly host: string; readonly name: string }
  | { readonly kind: 'namespace'; readonly name: string }
  /** An object that others refer to by its own name. */
  | {
      readonly kind: 'object';
      readonly type: ReferencedType;
      readonly namespace: string;
      readonly name: string;
    }
  /** A part of an object: a listener, or a port by its name. */
  | {
      readonly kind: 'section';
      readonly type: SectionOwner;
      readonly namespace: string;
      /** The name of the object. */
      readonly owner: string;
      readonly name: string;
    }
  | { readonly kind: 'label'; readonly key: string; readonly value: string };

/** The kinds of such objects; all but GatewayClass belong to a namespace. */
export type ReferencedType =
  | 'KubernetesGateway'
  | 'ListenerSet'
  | 'GatewayClass'
  | 'ServiceEntry'
  | 'Secret'
  | 'ConfigMap';

/** The kinds of objects whose parts have names that others use. */
export type SectionOwner = 'KubernetesGateway' | 'ListenerSet' | 'ServiceEntry' | 'Service';

/** One place that defines or uses a name. */
export interface Mention {
  readonly name: Name;
  readonly role: 'definition' | 'reference';
  readonly span: Span;
}

export const defines = ({ span }: Located<unknown>, name: Name): Mention => ({ name, span, role: 'definition' });
export const uses = ({ span }: Located<unknown>, name: Name): Mention => ({ name, span, role: 'reference' });

/** Whether both name the same thing, where an unknown namespace agrees with any. */
export function sameName(a: Name, b: Name): boolean {
  switch (a.kind) {
    case 'gateway':
      return b.kind === a.kind && couldEqual(a.name, b.name) && agree(a.namespace, b.namespace);
    case 'host':
      return b.kind === a.kind && sameHost(a.host, b.host);
    case 'subset':
      return b.kind === a.kind && couldEqual(a.name, b.name) && sameHost(a.host, b.host);
    case 'namespace':
      return b.kind === a.kind && agree(a.name, b.name);
    case 'object':
      return b.kind === a.kind && a.type === b.type && couldEqual(a.name, b.name) && agree(a.namespace, b.namespace);
    case 'section':
      return (
        b.kind === a.kind &&
        a.type === b.type &&
        couldEqual(a.name, b.name) &&
        couldEqual(a.owner, b.owner) &&
        agree(a.namespace, b.namespace)
      );
    case 'label':
      return b.kind === a.kind && a.key === b.key && couldEqual(a.value, b.value);
  }
}

/** Whether somebody will fill in a part of the name later. */
export const isOpen = (name: Name): boolean => Object.values(name).some((it) => hasPlaceholder(it));
