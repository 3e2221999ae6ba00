import { type Resource, readDocument } from '../model/document';
import type { Span } from '../text/span';
import { split } from '../yaml/split';
import type { FileChange } from './trial';

/** An object that a change of a file brings, changes or takes away. */
export interface ChangedObject {
  /** As written: `Gateway`, and its name behind the namespace, where it has one. */
  readonly type: string;
  readonly name: string;
  readonly fate: Fate;
  /** As it becomes, or was where it is taken away. */
  readonly resource: Resource;
  /** As it was; `undefined` for an object that is new. */
  readonly former: Resource | undefined;
  /** In the file as it becomes; `undefined` for an object that is taken away. */
  readonly span: Span | undefined;
}

export type Fate = 'new' | 'changed' | 'removed';

/** The objects of a file that are not as they were, in the order of the file; those that are gone come last. */
export function changedObjects({ before, after }: Pick<FileChange, 'before' | 'after'>): ChangedObject[] {
  const old = objectsIn(before ?? '');
  const now = objectsIn(after ?? '');
  const known = new Map(old.map((it) => [identity(it.resource), it]));
  const left = new Set(now.map((it) => identity(it.resource)));
  return [
    ...now.flatMap(({ resource, start, text }): ChangedObject[] => {
      const former = known.get(identity(resource));
      if (former?.text.trim() === text.trim()) return [];
      const span = { start, end: start + text.length };
      return [{ ...named(resource), fate: former ? 'changed' : 'new', former: former?.resource, span }];
    }),
    ...old
      .filter(({ resource }) => !left.has(identity(resource)))
      .map(({ resource }): ChangedObject => {
        return { ...named(resource), fate: 'removed', former: resource, span: undefined };
      }),
  ];
}

const named = (resource: Resource): Pick<ChangedObject, 'type' | 'name' | 'resource'> => ({
  type: resource.type,
  name: [resource.namespace?.value, resource.name?.value].filter(Boolean).join('/'),
  resource,
});

interface WrittenObject {
  readonly resource: Resource;
  readonly start: number;
  readonly text: string;
}

const objectsIn = (text: string): WrittenObject[] =>
  split(text).flatMap((part) =>
    readDocument(part.text).resources.map((resource) => ({
      resource,
      start: part.start + resource.span.start,
      text: part.text.slice(resource.span.start, resource.span.end),
    })),
  );

/** What tells an object from all others; documents of kinds that are not read have none. */
const identity = ({ apiVersion, type, namespace, name }: Resource): string =>
  [apiVersion.replace(/\/.*/, ''), type, namespace?.value, name?.value].join(' ');
