import { type Release, servedSince } from '../schema/releases';
import type { Value } from '../yaml/write';
import { fieldOf } from './value';

/** What a version of a kind was called before. */
const earlier: Readonly<Record<string, string>> = {
  v1: 'v1beta1',
  'TLSRoute v1': 'v1alpha2',
  'TCPRoute v1': 'v1alpha2',
};

/** An object in the version of its kind that a release of Istio reads; the newest where none is said. */
export function ofRelease(object: Value, release: Release | undefined): Value {
  const [apiVersion, kind] = [fieldOf(object, 'apiVersion'), fieldOf(object, 'kind')];
  if (release === undefined || typeof apiVersion !== 'string' || typeof kind !== 'string') return object;
  const row = servedSince(apiVersion, kind);
  const [group, version] = apiVersion.split('/');
  const then = earlier[`${kind} ${version}`] ?? earlier[version ?? ''];
  if (!row || release >= row.since || !then) return object;
  return { ...(object as { readonly [key: string]: Value }), apiVersion: `${group}/${then}` };
}
