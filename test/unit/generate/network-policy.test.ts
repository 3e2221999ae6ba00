import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { egressManifests } from '../../../server/src/generate/egress-manifests';
import { type OneWish, requested } from './requested';

const written = (answers: Partial<OneWish>): string =>
  egressManifests([requested({ host: 'api.example.com', networkPolicy: true, ...answers })]);
const policy = (answers: Partial<OneWish>): string => written(answers).split('---\n').at(-1) ?? '';
const notes = (answers: Partial<OneWish>): string =>
  [...written(answers).matchAll(/^#(.*)$/gm)].flatMap(([, text = '']) => text.trim() || []).join(' ');

describe('a NetworkPolicy', () => {
  test('leaves the clients DNS, istiod and the gateway’s pods', () => {
    assert.equal(
      policy({ namespace: 'shop' }),
      `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: egress-through-gateway
  namespace: shop
spec:
  podSelector: {}
  policyTypes:
  - Egress
  egress:
  - to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: kube-system
    ports:
    - protocol: UDP
      port: 53
    - protocol: TCP
      port: 53
  - to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: istio-system
      podSelector:
        matchLabels:
          app: istiod
    ports:
    - protocol: TCP
      port: 15012
  - to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: istio-system
      podSelector:
        matchLabels:
          istio: egressgateway
    ports:
    - protocol: TCP
      port: 8080
`,
    );
  });

  test('does not shut in the pods of a Gateway that is in the clients’ namespace', () => {
    const beside = policy({ api: 'gateway-api', application: 'https', namespace: 'shop' });
    assert.match(
      beside,
      /podSelector:\n {4}matchExpressions:\n {4}- key: gateway\.networking\.k8s\.io\/gateway-name\n {6}operator: DoesNotExist\n/,
    );
    assert.match(
      beside,
      / {2}- to:\n {4}- podSelector:\n {8}matchLabels:\n {10}gateway\.networking\.k8s\.io\/gateway-name: egress-api-example-com\n {4}ports:\n {4}- protocol: TCP\n {6}port: 443\n$/,
    );
  });

  test('is for every pod where the Gateway is elsewhere', () => {
    const elsewhere = policy({ api: 'gateway-api', namespace: 'shop', gateway: 'outbound/partner' });
    assert.match(elsewhere, /podSelector: \{\}\n/);
    assert.match(
      elsewhere,
      /metadata\.name: outbound\n {6}podSelector:\n {8}matchLabels:\n {10}gateway\.networking\.k8s\.io\/gateway-name: partner\n/,
    );
  });
});

describe('the notes above what is generated', () => {
  test('say who enforces a NetworkPolicy, whom it leaves, and whose ports it has', () => {
    const all = notes({ namespace: 'shop' });
    assert.match(all, /all pods of namespace shop\. It holds only if the cluster's network plugin \(CNI\) enforces/);
    assert.match(all, /leaves them DNS in kube-system and istiod in istio-system/);
    assert.match(all, /for port 80 of their Service, the gateway's listen on 8080/);
  });
  test('say that a NetworkPolicy without a namespace is not for the gateway’s', () => {
    assert.match(notes({}), /the namespace that it is applied to, which must not be the gateway's/);
    assert.match(notes({ api: 'gateway-api' }), /the namespace that it is applied to but those of Gateways\./);
  });
  test('say what Istio makes of a Gateway, and which versions know a TLSRoute', () => {
    const all = notes({ api: 'gateway-api', application: 'https', networkPolicy: false });
    assert.match(all, /both called egress-api-example-com-istio\. TLSRoute .* 1\.5 .* 1\.30/);
    assert.doesNotMatch(all, /other listeners|The NetworkPolicy/);
  });
  test('warn that a Gateway which is there already would lose its other listeners', () => {
    assert.match(notes({ api: 'gateway-api', namespace: 'shop', gateway: 'shop/partner' }), /other listeners/);
  });
  test('say what still goes out directly, whom nothing binds, and how to check', () => {
    const all = notes({ networkPolicy: false });
    assert.match(all, /HTTPS that applications speak with api\.example\.com themselves still goes out directly/);
    assert.match(all, /goes around its sidecar is not kept from the host: only a NetworkPolicy/);
    assert.match(all, /kubectl logs -n istio-system deploy\/istio-egressgateway/);
    assert.doesNotMatch(notes({ application: 'https' }), /still goes out|goes around/);
  });
  test('are not there where there is nothing to say', () =>
    assert.equal(notes({ networkPolicy: false, api: 'sidecar' }), ''));
});
