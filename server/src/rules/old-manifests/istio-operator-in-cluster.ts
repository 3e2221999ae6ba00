import { isBefore } from '../../mesh/istio-version';
import type { Kind } from '../../model/kinds';
import { behaviours } from '../../schema/releases';
import { folderOf } from '../../workspace/folder';
import { includedPaths } from '../../workspace/kustomize';
import type { Mesh, MeshObject } from '../../workspace/mesh';
import { atPath } from '../places';
import { defineRule } from '../rule';

export const istioOperatorInCluster = defineRule({
  id: 'istio-operator-in-cluster',
  severity: 'warning',
  summary: 'An IstioOperator is among the manifests that are applied to the cluster.',
  rationale:
    'An IstioOperator is a file for `istioctl install -f`. Its CRD is no longer installed since Istio 1.21, and the operator in the cluster, which once read such objects, is gone since 1.24: the API server refuses the object, or nobody ever looks at it.',
  reference: 'https://istio.io/latest/blog/2024/in-cluster-operator-deprecation-announcement/',
  aliases: ['IST0002'],
  on: ['IstioOperator'],

  *check(object, mesh) {
    if (isBefore(mesh, behaviours.withoutOperatorCrd.since)) return;
    const kustomization = mesh.all('Kustomization').find((it) => includes(it, object));
    if (!kustomization && !hasCompany(object, mesh)) return;
    yield {
      span: object.resource.kindSpan,
      ...(!kustomization && { severity: 'hint' }),
      message: kustomization
        ? 'This kustomization applies the IstioOperator to the cluster, which knows no such kind since Istio 1.21: it is a file for istioctl install -f.'
        : 'An IstioOperator is a file for istioctl install -f, and not to be applied with other objects: the cluster knows no such kind since Istio 1.21.',
      related: kustomization ? [atPath(kustomization, ['resources'], 'This kustomization includes it.')] : [],
    };
  },

  examples: [
    {
      title: 'a kustomization that includes it',
      source: `
#- kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [ istio.yaml ]
#- istio.yaml
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
#     ^^^^^^^^^^^^^ This kustomization applies the IstioOperator to the cluster, which knows no such kind since Istio 1.21: it is a file for istioctl install -f.
metadata: { name: istio, namespace: istio-system }
spec: { profile: minimal }
`,
    },
    {
      title: 'a file of its own, for istioctl',
      source: `
#- istio.yaml
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: { name: istio, namespace: istio-system }
spec: { profile: minimal }
#- namespace.yaml
apiVersion: v1
kind: Namespace
metadata: { name: shop }
`,
    },
  ],
});

const includes = ({ file, resource }: MeshObject<'Kustomization'>, { file: included }: MeshObject): boolean =>
  includedPaths(folderOf(file), resource.spec).includes(included);

const neighbours: readonly Kind[] = ['Namespace', 'Service', 'Workload', 'ServiceEntry', 'Gateway', 'VirtualService'];

/** Whether its file has objects that are applied, too. */
const hasCompany = ({ file }: MeshObject, mesh: Mesh): boolean =>
  neighbours.some((kind) => mesh.all(kind).some((it) => it.file === file));
