import { integer, mapping, type Read, strings, struct, text } from '../yaml/read';
import { defineKind } from './kind';
import { defines } from './name';

/** An endpoint, as a ServiceEntry lists it and as a WorkloadEntry is one. */
export const endpoint = struct({
  address: text,
  /** By the name of the ServiceEntry's port. */
  ports: mapping(integer),
  labels: strings,
  serviceAccount: text,
  network: text,
  locality: text,
});
export type EndpointSpec = Read<typeof endpoint>;

/** A machine outside Kubernetes; its labels are those that a ServiceEntry's `workloadSelector` asks for. */
export const workloadEntry = defineKind({
  name: 'WorkloadEntry',
  groups: ['networking.istio.io'],
  spec: endpoint,
  *mentions({ labels }) {
    for (const [key, value] of labels ?? []) yield defines(value, { kind: 'label', key, value: value.value });
  },
});
