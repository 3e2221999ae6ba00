import { objectOf } from './table';
import type { Field, Type } from './type';

const string: Type = { kind: 'string' };
const integer: Type = { kind: 'integer' };
const boolean: Type = { kind: 'boolean' };
const any: Type = { kind: 'any' };
const strings: Type = { kind: 'map', values: string };

const field = (name: string, type: Type, description = ''): Field => ({ name, type, description, required: false });

const ownerReference = objectOf([
  field('apiVersion', string),
  field('kind', string),
  field('name', string),
  field('uid', string),
  field('controller', boolean),
  field('blockOwnerDeletion', boolean),
]);

/** Kubernetes' ObjectMeta: what people write, and what `kubectl get -o yaml` of any age prints. */
export const metadata: Field = field(
  'metadata',
  objectOf([
    field('name', string, 'The name of the object, unique among those of its kind in the namespace.'),
    field('namespace', string, 'The namespace of the object; without it, the one that the object is applied to.'),
    field('labels', strings, 'Labels, by which the object can be selected.'),
    field('annotations', strings, 'Annotations: notes for tools, which nothing selects by.'),
    field('generateName', string, 'The beginning of a name that the API server completes.'),
    field('finalizers', { kind: 'list', items: string }, 'What must be done before the object is deleted.'),
    field('ownerReferences', { kind: 'list', items: ownerReference }, 'The objects that this one is deleted with.'),
    field('uid', string, 'Set by the API server.'),
    field('resourceVersion', string, 'Set by the API server.'),
    field('generation', integer, 'Set by the API server.'),
    field('creationTimestamp', string, 'Set by the API server.'),
    field('deletionTimestamp', string, 'Set by the API server.'),
    field('deletionGracePeriodSeconds', integer, 'Set by the API server.'),
    field('managedFields', any, 'Set by the API server.'),
    field('selfLink', string, 'Set by API servers before Kubernetes 1.20.'),
    field('clusterName', string, 'Known to API servers before Kubernetes 1.24.'),
    field('initializers', any, 'Known to API servers before Kubernetes 1.16.'),
  ]),
  'The name, namespace, labels and annotations of the object.',
);
