import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { egressName, egressObjects, renderObjects } from '../../../server/src/generate/egress';
import { isLabel } from '../../../server/src/generate/host';
import { type EgressAnswers, egressRequest } from '../../../server/src/generate/request';
import { found } from '../../check';
import { fixture } from '../../fixture';

const choices = {
  host: ['api.example.com', `${'long-name-of-a-service.'.repeat(9)}example.com`],
  application: ['http', 'http:443', 'http:8080', 'https', 'https:8443'],
  outside: ['same', 'tls'],
  hop: ['plaintext', 'mtls', 'passthrough'],
  namespace: ['', 'shop', 'istio-system'],
  gateway: ['istio-system/istio-egressgateway', 'outbound/partner-gateway'],
} as const;

/** What may be in the workspace beside the generated file. */
const neighbours = {
  'nothing else': (): string => '',
  'the gateway’s Service and Deployment': ({ gateway = '' }: EgressAnswers): string => {
    const [namespace, name] = gateway.split('/');
    return `
#- gateway.yaml
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { app: ${name}, istio: outbound }
  ports:
  - { name: http2, port: 80, targetPort: 8080 }
  - { name: https, port: 443, targetPort: 8443 }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: ${name}, istio: outbound } }
  template:
    metadata: { labels: { app: ${name}, istio: outbound } }
`;
  },
};

function* combinations(): Iterable<EgressAnswers> {
  for (const host of choices.host)
    for (const application of choices.application)
      for (const outside of choices.outside)
        for (const hop of choices.hop)
          for (const namespace of choices.namespace)
            for (const gateway of choices.gateway) yield { host, application, outside, hop, namespace, gateway };
}

/** The manifests in a workspace that has `beside`; `undefined` for what is refused. */
function generated(answers: EgressAnswers, beside = ''): string | undefined {
  const { request } = egressRequest(answers, fixture(beside).workspace);
  return request && renderObjects(egressObjects(request));
}

for (const [title, neighbour] of Object.entries(neighbours))
  describe(`whatever is generated has no findings, with ${title} in the workspace`, () => {
    for (const application of choices.application)
      test(`for an application that speaks ${application}`, () => {
        let clean = 0;
        for (const answers of combinations()) {
          if (answers.application !== application) continue;
          const beside = neighbour(answers);
          const text = generated(answers, beside);
          if (text === undefined) continue;
          assert.deepEqual(found(`#- egress.yaml\n${text}${beside}`), [], JSON.stringify(answers));
          clean++;
        }
        assert.ok(clean > 0, 'something can be had');
      });
  });

test('the namespace of kubectl -n makes no difference', () => {
  for (const answers of combinations()) {
    const text = generated({ ...answers, namespace: '' });
    if (text) assert.deepEqual(found(text, { namespace: 'elsewhere' }), [], JSON.stringify(answers));
  }
});

test('the same request gives the same text', () => {
  for (const answers of combinations()) assert.equal(generated(answers), generated({ ...answers }));
});

test('names are made from the host, and stay names however long it is', () => {
  assert.equal(egressName('Edition.CNN.com'), 'egress-edition-cnn-com');
  const long = `${'a'.repeat(63)}.${'b'.repeat(63)}.example.com`;
  const names = [long, long.replace('.com', '.org')].map((it) => egressName(it).replace('egress-', ''));
  assert.deepEqual(names.map(isLabel), [true, true]);
  assert.notEqual(names[0], names[1]);
});
