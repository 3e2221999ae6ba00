import { type Read, strings, struct } from '../yaml/read';
import { defineKind } from './kind';
import { defines } from './name';

const metadata = struct({ labels: strings });
const template = struct({ metadata });

const object = struct({ metadata, spec: struct({ template }) });
type WorkloadSpec = Read<typeof object>;

/** Whatever makes pods: its pods' labels are those of the template, or of a Pod itself. */
export const workload = defineKind({
  name: 'Workload',
  groups: ['apps', 'batch', ''],
  kinds: ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Pod'],
  at: 'object',
  spec: object,
  *mentions(it) {
    for (const [key, value] of podLabels(it) ?? []) yield defines(value, { kind: 'label', key, value: value.value });
  },
});

/** The labels of the workload's pods. */
export const podLabels = ({ metadata, spec }: WorkloadSpec): ReturnType<typeof strings> =>
  spec?.template ? spec.template.metadata?.labels : metadata?.labels;
