import type { Located } from '../text/span';
import { boolean, integer, list, type Read, strings, struct, text } from '../yaml/read';
import type { Path } from '../yaml/tree';
import { defineKind } from './kind';
import { defines } from './name';

const metadata = struct({ labels: strings, annotations: strings });
const container = struct({
  name: text,
  image: text,
  volumeMounts: list(struct({ mountPath: text })),
  ports: list(struct({ containerPort: integer, name: text, protocol: text })),
  env: list(struct({ name: text, value: text })),
});
const pod = {
  serviceAccountName: text,
  hostNetwork: boolean,
  containers: list(container),
};
const template = struct({ metadata, spec: struct(pod) });

const object = struct({ metadata, spec: struct({ ...pod, template }) });
export type WorkloadSpec = Read<typeof object>;

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
export const podLabels = (it: WorkloadSpec): ReturnType<typeof strings> => podMetadata(it)?.labels;

/** The annotations of the workload's pods. */
export const podAnnotations = (it: WorkloadSpec): ReturnType<typeof strings> => podMetadata(it)?.annotations;

/** The service account of the workload's pods; that of Kubernetes where none is written. */
export const podServiceAccount = (it: WorkloadSpec): string => podSpec(it)?.serviceAccountName?.value ?? 'default';

/** The numbers of the ports that the containers say they listen on. */
export const containerPorts = (it: WorkloadSpec): number[] =>
  (podSpec(it)?.containers ?? []).flatMap(({ ports }) => ports.flatMap((port) => port.containerPort?.value ?? []));

/** The value of an environment variable of any container, where it is written in the manifest. */
export const environment = (it: WorkloadSpec, name: string): Located<string> | undefined =>
  (podSpec(it)?.containers ?? []).flatMap(({ env }) => env).find((variable) => variable.name?.value === name)?.value;

/** Whether the pods tell Istio that they may not bind ports below 1024. */
export const isUnprivileged = (it: WorkloadSpec): boolean =>
  // G6 pilot/pkg/model/context.go IsUnprivileged: as Go's strconv.ParseBool reads it
  /^(?:1|t|T|true|True|TRUE)$/.test(environment(it, 'ISTIO_META_UNPRIVILEGED_POD')?.value ?? '');

/** Whether the pods have the network of the machine that they are on. */
export const isOnHostNetwork = (it: WorkloadSpec): boolean => podSpec(it)?.hostNetwork?.value === true;

/** The names of the containers. */
export const containerNames = (it: WorkloadSpec): readonly string[] =>
  (podSpec(it)?.containers ?? []).flatMap(({ name }) => name?.value ?? []);

/** The images of the containers. */
export const containerImages = (it: WorkloadSpec): readonly Located<string>[] =>
  (podSpec(it)?.containers ?? []).flatMap(({ image }) => image ?? []);

/** The folders at which the containers have volumes. */
export const mountPaths = (it: WorkloadSpec): readonly string[] =>
  (podSpec(it)?.containers ?? []).flatMap(({ volumeMounts }) =>
    volumeMounts.flatMap((its) => its.mountPath?.value ?? []),
  );

/** Where the object says what its pods are like: `metadata` and `spec` are below. */
export const podPath = ({ spec }: WorkloadSpec): Path => (spec?.template ? ['spec', 'template'] : []);

const podMetadata = ({ metadata, spec }: WorkloadSpec) => (spec?.template ? spec.template.metadata : metadata);

const podSpec = ({ spec }: WorkloadSpec) => spec?.template?.spec ?? spec;
