import { type Resource, readDocument } from '../model/document';
import { split } from '../yaml/split';
import type { WrittenFile } from './trial';

/** An object that a change of a file brings, or changes. */
export interface ChangedObject {
  /** As written: `Gateway`, and its name behind the namespace, where it has one. */
  readonly type: string;
  readonly name: string;
  readonly isNew: boolean;
  /** Of the object, in the file as it becomes. */
  readonly start: number;
  readonly end: number;
}

/** The objects of a file that are not as they were, in the order of the file. */
export function changedObjects({ before, after }: WrittenFile): ChangedObject[] {
  const known = new Map(objectsIn(before ?? '').map((it) => [identity(it.resource), it.text]));
  return objectsIn(after).flatMap(({ resource, start, text }) => {
    const old = known.get(identity(resource));
    if (old?.trim() === text.trim()) return [];
    const { name, namespace, type } = resource;
    const label = [namespace?.value, name?.value].filter(Boolean).join('/');
    return [{ type, name: label, isNew: old === undefined, start, end: start + text.length }];
  });
}

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
