import { type DocumentEdit, type Fix, fix, removeFields, replace } from '../../generate/edit';
import { gatewaysBehind } from '../../mesh/gateways';
import { hostLabel, resolveHost } from '../../model/host';
import { isOfKind, type Mesh, type MeshObject } from '../../workspace/mesh';
import { type CertificateFiles, meshFilesOf } from '../certificate-files';
import { severityOfOld } from '../old-mesh';
import { atPath, label } from '../places';
import { defineRule } from '../rule';

export const fileMountedMeshCerts = defineRule({
  id: 'file-mounted-mesh-certs',
  severity: 'error',
  summary: 'Mutual TLS between proxies is made of files that proxies no longer have.',
  rationale:
    'Until Istio 1.4 each proxy had its certificate in `/etc/certs`, and manifests named the files to make mutual TLS between a sidecar and the gateway. Since 1.5 proxies get their certificates from istiod and have no such files: the server never gets a certificate, nor the client, and no connection between them succeeds. `ISTIO_MUTUAL` means the same certificates wherever they are. Where the workspace does not say which Istio the mesh has, it is a warning; a hint in a template, and in an object that was read from a cluster.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings-TLSmode',
  on: ['Gateway', 'DestinationRule'],

  *check(object, mesh) {
    for (const files of meshFilesOf(object as CertificateFiles['object'], mesh)) {
      const ends = otherEnds(files, mesh);
      const [first] = files.files;
      yield {
        span: first?.span ?? files.mode.span,
        severity: severityOfOld(files.object, mesh),
        message: `Since Istio 1.5 proxies have no files in /etc/certs, so ${effect(files)}.`,
        related: ends.map((it) =>
          atPath(it.object, it.path, `${label(it.object)} is the other end, with the same files.`),
        ),
        fixes: () => repair([files, ...ends]),
      };
    }
  },

  examples: [
    {
      title: 'the gateway’s server, as Istio’s first pages had it',
      source: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-system }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: https, protocol: HTTPS }
    hosts: [ api.payments.example ]
    tls:
      mode: MUTUAL
      serverCertificate: /etc/certs/cert-chain.pem
#                        ^^^^^^^^^^^^^^^^^^^^^^^^^ Since Istio 1.5 proxies have no files in /etc/certs, so the server has no certificate and every connection to port 443 fails.
      privateKey: /etc/certs/key.pem
      caCertificates: /etc/certs/root-cert.pem
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-system }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: https, protocol: HTTPS }
    hosts: [ api.payments.example ]
    tls:
      mode: ISTIO_MUTUAL
`,
    },
    {
      title: 'the DestinationRule that leads to it',
      source: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: to-gateway, namespace: istio-system }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls:
        mode: MUTUAL
        clientCertificate: /etc/certs/cert-chain.pem
#                          ^^^^^^^^^^^^^^^^^^^^^^^^^ Since Istio 1.5 proxies have no files in /etc/certs, so no connection to istio-egressgateway.istio-system.svc.cluster.local succeeds.
        privateKey: /etc/certs/key.pem
        caCertificates: /etc/certs/root-cert.pem
        subjectAltNames:
        - spiffe://cluster.local/ns/istio-system/sa/istio-egressgateway-service-account
        sni: api.payments.example
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: to-gateway, namespace: istio-system }
spec:
  host: istio-egressgateway.istio-system.svc.cluster.local
  trafficPolicy:
    portLevelSettings:
    - port: { number: 443 }
      tls:
        mode: ISTIO_MUTUAL
        sni: api.payments.example
`,
    },
    {
      title: 'somebody’s own files, in pods that have them',
      source: `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ledger, namespace: shop }
spec:
  host: ledger.bank.example
  trafficPolicy:
    tls:
      mode: MUTUAL
      clientCertificate: /etc/certs/cert-chain.pem
      privateKey: /etc/certs/key.pem
      caCertificates: /etc/certs/root-cert.pem
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ledger, namespace: shop }
spec:
  hosts: [ ledger.bank.example ]
  ports: [ { number: 80, targetPort: 443, name: http, protocol: HTTP } ]
  resolution: DNS
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, namespace: shop }
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata:
      labels: { app: shop }
      annotations:
        sidecar.istio.io/userVolumeMount: '[{"name":"client","mountPath":"/etc/certs","readonly":true}]'
    spec:
      containers: [ { name: shop, image: shop } ]
`,
    },
  ],
});

function effect({ object, path }: CertificateFiles): string {
  if (object.resource.kind === 'DestinationRule') {
    const host = object.resource.spec.host?.value;
    return `no connection to ${host ? hostLabel(resolveHost(host, object.namespace)) : 'the host'} succeeds`;
  }
  const port = object.resource.spec.servers[Number(path[2])]?.port?.number?.value;
  return `the server has no certificate and every connection to ${port === undefined ? 'it' : `port ${port}`} fails`;
}

/** The settings at the other end of the same connections that name the files, too. */
function otherEnds({ object, path }: CertificateFiles, mesh: Mesh): CertificateFiles[] {
  if (isOfKind(object, 'Gateway'))
    return mesh
      .all('DestinationRule')
      .filter((it) => leadsTo(it, object, mesh))
      .flatMap((it) => meshFilesOf(it, mesh))
      .filter((it) => portOf(it) === undefined || portOf(it) === portOf({ object, path }));
  return mesh
    .all('Gateway')
    .filter((it) => leadsTo(object, it, mesh))
    .flatMap((it) => meshFilesOf(it, mesh))
    .filter((it) => portOf({ object, path }) === undefined || portOf(it) === portOf({ object, path }));
}

const leadsTo = ({ resource, namespace }: MeshObject<'DestinationRule'>, gateway: MeshObject<'Gateway'>, mesh: Mesh) =>
  resource.spec.host !== undefined &&
  gatewaysBehind(mesh, resolveHost(resource.spec.host.value, namespace), [gateway]).includes(gateway);

/** The port that the settings are for; `undefined` for those of all ports. */
function portOf({ object, path }: Pick<CertificateFiles, 'object' | 'path'>): number | undefined {
  const { resource } = object;
  if (resource.kind === 'Gateway') return resource.spec.servers[Number(path[2])]?.port?.number?.value;
  const at = path.indexOf('portLevelSettings');
  if (at < 0) return undefined;
  const policy =
    path[1] === 'subsets' ? resource.spec.subsets[Number(path[2])]?.trafficPolicy : resource.spec.trafficPolicy;
  return policy?.portLevelSettings[Number(path[at + 1])]?.port?.number?.value;
}

/** Both ends at once: one alone would not understand the other. */
const repair = (ends: readonly CertificateFiles[]): Fix[] =>
  fix(
    'Use the certificates that Istio gives to proxies (ISTIO_MUTUAL)',
    ends.flatMap(({ object, path, mode, files, subjectAltNames }): (DocumentEdit | undefined)[] => [
      replace(object, mode.span, 'ISTIO_MUTUAL'),
      // T7 Istio knows by itself whom it may find there
      ...removeFields(object, path, [
        ...files.map((it) => it.field),
        ...(subjectAltNames.every((it) => it.value.startsWith('spiffe://')) ? ['subjectAltNames'] : []),
      ]),
    ]),
  );
