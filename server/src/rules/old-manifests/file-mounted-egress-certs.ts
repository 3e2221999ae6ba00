import { type Fix, fix, insertInto, removeFields } from '../../generate/edit';
import { hostLabel, resolveHost } from '../../model/host';
import { folderOf } from '../../workspace/folder';
import type { Mesh } from '../../workspace/mesh';
import { type CertificateFiles, certificateFilesOf, isMounted } from '../certificate-files';
import { defineRule } from '../rule';

/** The folders of Istio's old pages, and the Secrets that were mounted there. */
const secrets: Readonly<Record<string, string>> = {
  '/etc/istio/egressgateway-certs': 'istio-egressgateway-certs',
  '/etc/istio/egressgateway-ca-certs': 'istio-egressgateway-ca-certs',
  '/etc/istio/nginx-client-certs': 'nginx-client-certs',
  '/etc/istio/nginx-ca-certs': 'nginx-ca-certs',
  '/etc/nginx-client-certs': 'nginx-client-certs',
  '/etc/nginx-ca-certs': 'nginx-ca-certs',
};

export const fileMountedEgressCerts = defineRule({
  id: 'file-mounted-egress-certs',
  severity: 'warning',
  summary: 'TLS to a host outside takes certificates from a folder that few gateways have.',
  rationale:
    'Istio’s pages up to 1.7 mounted Secrets into the pods of the egress gateway and named the files. Only the gateway that `istioctl` installs still has a place for `istio-egressgateway-certs`; those of the Helm chart and of the Gateway API have none, and without the file no connection to the host is made. `credentialName` takes the Secret itself, and notices when it changes.',
  reference:
    'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway-tls-origination/#perform-mutual-tls-origination-with-an-egress-gateway',
  on: ['DestinationRule'],

  *check(object, mesh) {
    for (const files of certificateFilesOf(object)) {
      const [first] = files.files.filter((it) => secretOf(it.value) !== undefined);
      if (!first || mayBeMounted(mesh, folderOf(first.value))) continue;
      const host = object.resource.spec.host?.value;
      yield {
        span: first.span,
        message: `Gateways have ${folderOf(first.value)} only where somebody mounts it, which today’s installations do not; without the file no connection to ${host ? hostLabel(resolveHost(host, object.namespace)) : 'the host'} is made.`,
        fixes: () => repair(files),
      };
    }
  },

  examples: [
    {
      title: 'a client certificate in the gateway’s folder',
      source: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: istio-system }
spec:
  host: ledger.bank.example
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls:
        mode: MUTUAL
        clientCertificate: /etc/istio/egressgateway-certs/tls.crt
#                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Gateways have /etc/istio/egressgateway-certs only where somebody mounts it, which today’s installations do not; without the file no connection to ledger.bank.example is made.
        privateKey: /etc/istio/egressgateway-certs/tls.key
        caCertificates: /etc/istio/egressgateway-ca-certs/bank.crt
        sni: ledger.bank.example
        subjectAltNames: [ ledger.bank.example ]
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: istio-system }
spec:
  host: ledger.bank.example
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls:
        mode: MUTUAL
        sni: ledger.bank.example
        subjectAltNames: [ ledger.bank.example ]
        credentialName: istio-egressgateway-certs
`,
    },
    {
      title: 'a gateway whose pods have the folder',
      source: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: originate, namespace: istio-system }
spec:
  host: ledger.bank.example
  trafficPolicy:
    tls:
      mode: SIMPLE
      caCertificates: /etc/istio/egressgateway-ca-certs/bank.crt
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: istio-egressgateway, namespace: istio-system }
spec:
  selector: { matchLabels: { istio: egressgateway } }
  template:
    metadata: { labels: { istio: egressgateway } }
    spec:
      containers:
      - name: istio-proxy
        image: auto
        volumeMounts: [ { name: ca, mountPath: /etc/istio/egressgateway-ca-certs } ]
`,
    },
  ],
});

const secretOf = (file: string): string | undefined => secrets[folderOf(file)];

/** `istioctl` has a place for the first two of the folders, and can be told of others. */
const mayBeMounted = (mesh: Mesh, folder: string): boolean =>
  // 4.9 manifests/charts/gateways/istio-egress/values.yaml secretVolumes
  mesh.all('IstioOperator').length > 0 || isMounted(mesh, folder);

/** A client certificate and the key are in one Secret; where there is none, it is that of the CA. */
function repair({ object, path, files }: CertificateFiles): Fix[] {
  const named = files.find((it) => it.field === 'clientCertificate') ?? files[0];
  const secret = named && secretOf(named.value);
  if (!secret) return [];
  return fix(`Take them from the Secret ${secret} in the gateway’s namespace, with the CA as ca.crt (credentialName)`, [
    ...removeFields(
      object,
      path,
      files.map((it) => it.field),
    ),
    insertInto(object, [...path, 'credentialName'], secret),
  ]);
}
