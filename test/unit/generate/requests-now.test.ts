import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type EgressRequest, outsidePort } from '../../../server/src/generate/egress-request';
import { egressPlan } from '../../../server/src/generate/plan';
import { egressRequests } from '../../../server/src/generate/request';
import { requestsNow } from '../../../server/src/generate/requests-now';
import { fixture } from '../../fixture';
import { rows, spelledOut } from '../../generator/rows';

const file = { path: 'egress.yaml' };

/** What tells one way from another. */
const essence = (it: EgressRequest): object => ({
  host: it.host,
  server: it.server,
  application: it.application,
  port: it.port,
  addresses: it.addresses,
  outside: it.outside,
  outsidePort: outsidePort(it),
  credential: it.credential,
  hop: it.api === 'istio' || it.api === 'gateway-api' ? it.hop : undefined,
  api: it.api,
  namespace: it.namespace,
  exportTo: [...new Set(it.exportTo?.map((to) => (to === '.' ? it.namespace : to)))].sort(),
  authorization: it.authorization,
  isEnclosed: it.enclosure !== undefined,
  gateway: it.api === 'istio' || it.api === 'gateway-api' ? it.gateway : undefined,
});

describe('what was generated is read as what was asked for', () => {
  for (const { title, answers, beside = '' } of rows)
    test(title, () => {
      const { workspace } = fixture(beside && `#- beside.yaml${beside}`);
      const { requests } = egressRequests(
        spelledOut({ hosts: ['api.example.com'], ...answers, namespace: 'shop' }),
        workspace,
      );
      for (const { path, after } of egressPlan(requests ?? [], workspace, file).changes ?? [])
        workspace.set(path, after);
      const mesh = workspace.meshOf(file.path);
      const hosts = [...new Set(requests?.map((it) => it.host))];
      const read = hosts.flatMap((it) => requestsNow(mesh, it));
      const asked = requests?.map(({ api }) => api)[0];
      const byPort = (list: readonly EgressRequest[]) =>
        list.toSorted((a, b) => a.host.localeCompare(b.host) || a.port - b.port).map(essence);
      assert.deepEqual(byPort(read.filter((it) => it.api === asked)), byPort(requests ?? []));
    });
});
