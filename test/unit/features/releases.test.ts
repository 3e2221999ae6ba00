import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { complete } from '../../../server/src/features/completion/complete';
import { hover } from '../../../server/src/features/hover';
import { newestRelease, oldestRelease, parts, served } from '../../../server/src/schema/releases';
import { fieldAt, knownKinds, objectType, typeAt } from '../../../server/src/schema/schema';
import { found } from '../../check';
import { fixture } from '../../fixture';

const resolution = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments }
spec:
  hosts: [ "*.payments.example" ]
  ports: [ { number: 443, name: tls, protocol: TLS } ]
  resolution: `;

describe('what a release does not have', () => {
  const said = (source: string, istioVersion: string): string => {
    const { workspace, cursor } = fixture(source, { istioVersion });
    return hover(workspace, cursor.path, cursor.offset)?.markdown ?? '';
  };
  test('hover says since when a value is there, and that the mesh has it not', () => {
    assert.match(
      said(`${resolution}DYN$0AMIC_DNS`, ''),
      /`DYNAMIC_DNS` needs Istio 1\.28\. Sidecars have it since 1\.30/,
    );
    assert.match(said(`${resolution}DYN$0AMIC_DNS`, '1.26'), /This mesh has 1\.26\.$/);
    assert.doesNotMatch(said(`${resolution}DYN$0AMIC_DNS`, '1.28'), /This mesh/);
    assert.doesNotMatch(said(`${resolution}D$0NS`, '1.26'), /needs Istio/);
  });
  test('hover says what becomes of a field that is left out, and that the mesh does something else', () => {
    const field = `apiVersion: networking.istio.io/v1
kind: DestinationRule
spec:
  trafficPolicy:
    portLevelSettings:
    - tls: { s$0ni: api.payments.example }
`;
    assert.match(said(field, ''), /take it from the host of an HTTP request; before, none was sent\.$/);
    assert.match(said(field, '1.20'), /none was sent\. This mesh has 1\.20\.$/);
    assert.doesNotMatch(said(field, '1.21'), /This mesh/);
  });
  test('hover says since when a field is there', () => {
    const field = `apiVersion: networking.istio.io/v1
kind: Gateway
spec:
  servers:
  - tls: { caCert$0CredentialName: ca }
`;
    assert.match(said(field, '1.27'), /Needs Istio 1\.28\. This mesh has 1\.27\.$/);
  });

  const offered = (source: string, istioVersion: string) => {
    const { workspace, cursor } = fixture(source, { istioVersion });
    return complete(workspace, cursor.path, cursor.offset).toSorted((a, b) => a.sort - b.sort);
  };
  test('completion offers it last, with what it needs', () => {
    const last = offered(`${resolution}$0`, '1.26').at(-1);
    assert.equal(last?.label, 'DYNAMIC_DNS');
    assert.match(last?.documentation ?? '', /This mesh has 1\.26\.$/);
    const known = offered(`${resolution}$0`, '1.30').find((it) => it.label === 'DYNAMIC_DNS');
    assert.match(known?.documentation ?? '', /^Needs Istio 1\.28\./);
  });
  test('completion offers the version of the API that the mesh reads before a newer one', () => {
    const versions = (istioVersion: string): string[] =>
      offered('apiVersion: $0\nkind: ServiceEntry\n', istioVersion).map((it) => it.label);
    assert.equal(versions('').at(0), 'networking.istio.io/v1');
    assert.equal(versions('1.20').at(-1), 'networking.istio.io/v1');
  });
});

describe('what is newer than the mesh', () => {
  const gateway = (tls: string): string => `apiVersion: networking.istio.io/v1beta1
kind: Gateway
metadata: { name: egress }
spec:
  selector: { istio: egressgateway }
  servers:
  - port: { number: 443, name: https, protocol: HTTPS }
    hosts: [ api.payments.example ]
    tls: { ${tls} }
`;
  const newer = (source: string, istioVersion: string): string[] =>
    found(source, { istioVersion }).filter((it) => it.startsWith('needs-newer-istio'));
  test('is a field, where it is written', () => {
    const source = gateway('mode: MUTUAL, credentialNames: [ a ]');
    assert.deepEqual(newer(source, '1.25'), ['needs-newer-istio: credentialNames']);
    assert.deepEqual(newer(source, '1.26'), []);
    assert.deepEqual(newer(source, ''), []);
  });
  test('is a value, where it is written', () => {
    const source = gateway('mode: OPTIONAL_MUTUAL, credentialName: a');
    assert.deepEqual(newer(source, '1.18'), ['needs-newer-istio: OPTIONAL_MUTUAL']);
    assert.deepEqual(newer(source, '1.19'), []);
  });
  test('is no field of another API that is called the same', () => {
    const source = `apiVersion: gateway.networking.k8s.io/v1beta1
kind: Gateway
metadata: { name: egress }
spec: { gatewayClassName: istio, listeners: [ { name: x, port: 443, protocol: HTTPS, tls: { credentialNames: [ a ] } } ] }
`;
    assert.deepEqual(newer(source, '1.25'), []);
  });
});

describe('the table of releases', () => {
  test('names only releases that may be set', () => {
    for (const { since } of [...parts, ...served]) assert.ok(since > oldestRelease && since <= newestRelease);
  });
  test('names only versions that the schema has', () => {
    for (const { kinds, apiVersion } of served)
      for (const kind of kinds)
        assert.ok(
          knownKinds.some((it) => it.kind === kind && it.apiVersions.includes(apiVersion)),
          `${kind} ${apiVersion}`,
        );
  });
  test('names only fields and values that the schema has', () => {
    for (const { kinds, field, value } of parts)
      for (const kind of kinds) {
        const [version = ''] = knownKinds.find((it) => it.kind === kind)?.apiVersions ?? [];
        const type = objectType(version, kind);
        assert.ok(type, kind);
        const at = pathTo(type, field);
        assert.ok(at, `${kind} ${field}`);
        if (value === undefined) continue;
        const leaf = fieldAt(type, at)?.type;
        assert.ok(leaf?.kind === 'string' && leaf.values?.includes(value), `${kind} ${field} ${value}`);
      }
  });
});

/** Where in an object of the type a field with that end of its path is. */
function pathTo(root: NonNullable<ReturnType<typeof objectType>>, field: string): (string | number)[] | undefined {
  const search = (path: (string | number)[], depth: number): (string | number)[] | undefined => {
    const names = path.filter((it) => typeof it === 'string').join('.');
    if (names === field || names.endsWith(`.${field}`)) return path;
    const type = path.length === 0 ? root : typeAt(root, path);
    if (!type || depth === 0) return undefined;
    if (type.kind === 'list') return search([...path, 0], depth - 1);
    if (type.kind !== 'object') return undefined;
    for (const name of type.fields.keys()) {
      const found = search([...path, name], depth - 1);
      if (found) return found;
    }
    return undefined;
  };
  return search([], 12);
}
