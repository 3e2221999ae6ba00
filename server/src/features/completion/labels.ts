import { usualSelector } from '../../generate/gateway-pods';
import { serviceOf } from '../../mesh/gateway-api/generated-services';
import { gatewayNameLabel } from '../../model/kubernetes-gateway';
import { podLabels } from '../../model/workload';
import { hasPlaceholder } from '../../text/placeholder';
import type { Located } from '../../text/span';
import type { MeshObject } from '../../workspace/mesh';
import { fieldNames } from '../spot';
import { type Asked, definedIn, once } from './asked';
import type { Candidate } from './completion';
import { namespaces } from './namespaces';

const selector = /(?:^|\.)(?:selector|matchLabels|sourceLabels|workloadSelector\.labels|subsets\.labels)$/;
const ofNamespaces = /\.(?:namespaceSelector|namespaces\.selector)\.matchLabels(?:\.|$)/;

/** Keys of the labels that pods or namespaces have; `undefined` where the mapping at the cursor selects nothing by labels. */
export function labelKeys(asked: Asked): Candidate[] | undefined {
  if (!selector.test(fieldNames(asked.path))) return undefined;
  return once(known(asked).map(({ key, ...rest }) => ({ label: key, kind: 'label', ...rest })));
}

/** Values of the label with the key at the end of the path; `undefined` where that selects nothing. */
export function labelValues(asked: Asked): Candidate[] | undefined {
  if (!selector.test(fieldNames(asked.path.slice(0, -1)))) return undefined;
  const fitting = known(asked).filter((it) => it.key === asked.path.at(-1));
  return once(fitting.map(({ value, detail, rank }) => ({ label: value, kind: 'label', detail, rank })));
}

interface KnownLabel {
  readonly key: string;
  readonly value: string;
  readonly detail: string;
  readonly rank: number;
}

function known(asked: Asked): KnownLabel[] {
  const found = ofNamespaces.test(fieldNames(asked.path)) ? namespaceLabels(asked) : workloadLabels(asked);
  return found.filter((it) => !hasPlaceholder(it.value) && !hasPlaceholder(it.key));
}

/** Labels of Namespaces, and the one with its name that each namespace has. */
const namespaceLabels = (asked: Asked): KnownLabel[] => [
  ...asked.mesh.all('Namespace').flatMap((it) => labelsOf(it, it.resource.labels, 0)),
  ...namespaces(asked).map(({ label: value, detail = '' }) => ({
    key: 'kubernetes.io/metadata.name',
    value,
    detail,
    rank: 1,
  })),
];

/** Labels of pods, and labels by which others select pods that are not in the workspace. */
function workloadLabels({ mesh, kind }: Asked): KnownLabel[] {
  const [, gateway = ''] = mesh.settings.gateway.split('/');
  const usual = kind === 'Gateway' ? Object.entries(usualSelector(gateway)) : [];
  return [
    ...mesh.all('Workload').flatMap((it) => labelsOf(it, podLabels(it.resource.spec), 0)),
    ...mesh.all('Service').flatMap((it) => labelsOf(it, it.resource.spec.selector, 1)),
    ...mesh.all('Gateway').flatMap((it) => labelsOf(it, it.resource.spec.selector, 1)),
    ...mesh.all('KubernetesGateway').flatMap((it) => {
      const detail = `pods of ${definedIn(it)}`;
      return serviceOf(mesh, it) ? [{ key: gatewayNameLabel, value: it.name, detail, rank: 1 }] : [];
    }),
    ...usual.map(([key, value]) => ({ key, value, detail: 'egress gateway', rank: 1 })),
  ];
}

const labelsOf = (
  object: MeshObject,
  labels: ReadonlyMap<string, Located<string>> | undefined,
  rank: number,
): KnownLabel[] => [...(labels ?? [])].map(([key, { value }]) => ({ key, value, detail: definedIn(object), rank }));
