import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EgressAnswers, egressRequests } from '../../../server/src/generate/request';
import { waysText } from '../../../server/src/generate/way-text';
import { fixture } from '../../fixture';

const cases: readonly (readonly [words: string, answers: Partial<EgressAnswers>])[] = [
  ['HTTPS through istio-system/istio-egressgateway', { applications: ['https'] }],
  [
    'HTTPS and HTTP → TLS through istio-system/istio-egressgateway',
    { applications: ['http', 'https'], outside: 'tls' },
  ],
  [
    'gRPC → mutual TLS through shop/egress-api-example-com',
    { applications: ['grpc'], outside: 'mtls', credential: 'a', api: 'gateway-api' },
  ],
  ['HTTP through shop/waypoint', { applications: ['http'], api: 'ambient' }],
  ['TCP straight from sidecars', { applications: ['tcp:5432'], api: 'sidecar' }],
];

for (const [words, answers] of cases)
  test(`ways out are told in a few words: ${words}`, () => {
    const { workspace } = fixture('');
    const { requests, problem } = egressRequests(
      { hosts: ['api.example.com'], namespace: 'shop', ...answers },
      workspace,
    );
    assert.ok(requests, problem);
    assert.equal(waysText(requests), words);
  });
