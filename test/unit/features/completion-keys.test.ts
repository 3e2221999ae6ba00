import { describe } from 'node:test';
import { checkOffered as check } from './offered';
import { gateway, virtualService } from './world';

describe('completion offers at the root', () => {
  check('the beginning of an object in an empty file', '$0', 'apiVersion kind metadata spec');
  check('what is missing of an object', 'apiVersion: networking.istio.io/v1\n$0', 'kind metadata spec');
  check('what is missing before what is there', '$0\nkind: Gateway\nspec: {}', 'apiVersion metadata');
  check('what is missing while it is being typed', 'apiVersion: networking.istio.io/v1\nmeta$0', 'kind metadata spec');
  check('the beginning of a second document', `${gateway}---\n$0`, 'apiVersion kind metadata spec');
  check('nothing in a document of something else', 'services:\n  web: {}\n$0', '');
  check('nothing in an object of a kind that has nothing to do with Istio', 'apiVersion: v1\nkind: Secret\n$0', '');
  check('nothing in a document without words', 'hello wor$0', '');
  check(
    'the fields of an item of a list of objects',
    `apiVersion: v1\nkind: List\nitems:\n- $0`,
    'apiVersion kind metadata spec',
  );
  check('nothing at the mark between two documents', `${gateway}-$0--\n${gateway}`, '');
});

describe('completion offers kinds and versions', () => {
  check(
    'the kinds of the version, those of an egress route first',
    'apiVersion: networking.istio.io/v1\nkind: $0',
    'ServiceEntry Gateway VirtualService DestinationRule Sidecar WorkloadEntry WorkloadGroup',
  );
  check('the kinds while one is being typed', 'apiVersion: telemetry.istio.io/v1\nkind: Tele$0', 'Telemetry');
  check(
    'the versions of the kind, the newest first',
    'apiVersion: $0\nkind: Gateway',
    'networking.istio.io/v1 networking.istio.io/v1alpha3 networking.istio.io/v1beta1 gateway.networking.k8s.io/v1 gateway.networking.k8s.io/v1beta1',
  );
  check('no kinds for a version of something else', 'apiVersion: apps/v1\nkind: $0', '');
});

describe('completion offers fields', () => {
  const spec = 'exportTo gateways hosts http tcp tls';
  check('below a key', `${virtualService}spec:\n  $0`, spec);
  check('behind a key, on a line of their own', `${virtualService}spec: $0`, spec);
  check(
    'but not those that are there',
    `${virtualService}spec:\n  hosts: []\n  $0\n  http: []`,
    'exportTo gateways tcp tls',
  );
  check(
    'nor those that are there in snake case',
    `${virtualService}spec:\n  http:\n  - corsPolicy:\n      allow_origins: []\n      allowM$0`,
    'allowCredentials allowHeaders allowMethods allowOrigin exposeHeaders maxAge unmatchedPreflights',
  );
  check('in front of the first key', `${virtualService}spec:\n  $0\n  http: []`, 'exportTo gateways hosts tcp tls');
  check(
    'half typed in front of others',
    `${virtualService}spec:\n  ho$0\n  http: []`,
    'exportTo gateways hosts tcp tls',
  );
  check(
    'at a key that is there, to be changed',
    `${virtualService}spec:\n  ho$0st: []\n  http: []`,
    'exportTo gateways hosts tcp tls',
  );
  check('required ones first', `${gateway}spec:\n  servers:\n  - $0`, 'hosts port bind defaultEndpoint name tls');
  check(
    'of an item that has some',
    `${gateway}spec:\n  servers:\n  - hosts: []\n    $0\n  - port: {}`,
    'port bind defaultEndpoint name tls',
  );
  check('at a lesser indentation', `${gateway}spec:\n  servers:\n  - hosts: []\n  $0`, 'selector');
  check(
    'of a new item below the dashes',
    `${gateway}spec:\n  servers:\n    - hosts: []\n    $0`,
    'hosts port bind defaultEndpoint name tls',
  );
  check('in braces', `${gateway}spec: { servers: [ { port: { number: 80, $0 } } ] }`, 'name protocol targetPort');
  check(
    'in braces that are not closed',
    `${gateway}spec:\n  servers:\n  - port: { number: 80, $0\n  selector: {}`,
    'name protocol targetPort',
  );
  check('in quotes', `${gateway}spec:\n  "se$0": {}`, 'selector servers');
  check(
    'of kinds that the mesh knows nothing about',
    'apiVersion: networking.istio.io/v1\nkind: Sidecar\nspec:\n  $0',
    'egress inboundConnectionPool ingress outboundTrafficPolicy workloadSelector',
  );
  check('although the version is missing', 'kind: Gateway\nspec:\n  $0', 'selector servers');
  check(
    'behind a bracket that is not closed',
    `${gateway}spec:\n  selector: [ a\n  servers:\n  - bind: b\n    $0`,
    'hosts port defaultEndpoint name tls',
  );
  check('in the second document', `${virtualService}---\n${gateway}spec:\n  $0`, 'selector servers');
  check(
    'in an item of a list of objects',
    `apiVersion: v1\nkind: List\nitems:\n- apiVersion: networking.istio.io/v1\n  kind: Gateway\n  spec:\n    $0`,
    'selector servers',
  );
  check('not in comments', `${gateway}spec:\n  # $0`, '');
  check('not behind a value', `${gateway}spec:\n  servers:\n  - bind: a $0`, '');
  check('not in a text of several lines', `${gateway}metadata:\n  annotations:\n    note: |\n      some\n      $0`, '');
  check('not where the indentation fits nothing', `${gateway}spec:\n  servers:\n    - hosts: []\n   $0`, '');
  check('not below a finished value', `${gateway}spec:\n  servers:\n  - bind: a\n      $0`, '');
});

describe('completion offers values', () => {
  check(
    'of an enumeration',
    `${gateway}spec:\n  servers:\n  - tls:\n      mode: $0`,
    'PASSTHROUGH SIMPLE MUTUAL AUTO_PASSTHROUGH ISTIO_MUTUAL OPTIONAL_MUTUAL',
  );
  check(
    'of an enumeration in braces',
    `${gateway}spec: { servers: [ { tls: { mode: ISTIO$0`,
    'PASSTHROUGH SIMPLE MUTUAL AUTO_PASSTHROUGH ISTIO_MUTUAL OPTIONAL_MUTUAL',
  );
  check('true and false', `${gateway}spec:\n  servers:\n  - tls:\n      httpsRedirect: $0`, 'true false');
  check(
    'the protocols of a port',
    `${gateway}spec:\n  servers:\n  - port:\n      protocol: $0`,
    'HTTP HTTPS TLS TCP HTTP2 GRPC GRPC-WEB MONGO',
  );
  check('nothing for a free text', `${gateway}spec:\n  servers:\n  - bind: $0`, '');
  check('nothing inside a placeholder', `${virtualService}spec:\n  hosts: [ "\${HO$0ST}" ]`, '');
  check('nothing inside a template', `${virtualService}spec:\n  hosts: [ "{{ .Values.ho$0st }}" ]`, '');
  check('nothing beside a placeholder', `${virtualService}spec:\n  hosts: [ \${HOST}.exa$0 ]`, '');
});
