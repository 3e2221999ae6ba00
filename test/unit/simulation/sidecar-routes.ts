import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { object, routes, together } from '../../manifests';
import { traced } from '../../traced';

export const cart = 'cart.shop.svc.cluster.local';
export const pay = 'pay.shop.svc.cluster.local';
export const stock = 'stock.depot.svc.cluster.local';
export const nowhere = 'nowhere.shop.svc.cluster.local';
/** A name for every Service. */
export const all = '*.cluster.local';

const service = (host: string): string => {
  const [name = '', namespace = ''] = host.split('.');
  const ports = '  { clusterIP: 10.0.0.9, ports: [{ name: http, port: 80 }, { name: http-more, port: 8080 }] }';
  return object('Service', name, ports, namespace).replace('10.0.0.9', `10.0.0.${host.length}`);
};
const services = together(...[cart, pay, stock].map(service));

interface Rule {
  readonly namespace: string;
  readonly host: string;
  readonly to: string;
  /** Of its creation; without one all are equally old. */
  readonly year?: number;
  readonly toPort?: number;
  readonly onPort?: number;
}

let count = 0;
export const rule = ({ namespace, host, to, year = 2019, toPort, onPort }: Rule): string => {
  const destination = `{ host: ${to}${toPort ? `, port: { number: ${toPort} }` : ''} }`;
  const match = onPort ? `match: [{ port: ${onPort} }], ` : '';
  return routes(
    host,
    `  http: [{ ${match}route: [{ destination: ${destination} }] }]`,
    `rule-${count++}`,
    namespace,
    `creationTimestamp: "${year}-01-01T00:00:00Z"`,
  );
};
export const sidecar = (namespace: string, ...hosts: readonly string[]): string =>
  object('Sidecar', 'own', `  egress: [{ hosts: [${hosts.map((it) => `"${it}"`).join(', ')}] }]`, namespace);

export interface Situation {
  readonly title: string;
  readonly objects: readonly string[];
  /** The namespace of the client. */
  readonly from?: string;
  readonly port?: number;
  /** Of each host that is asked for the domain that takes it, empty for none, and where it goes; without both it is unknown. */
  readonly found: readonly (readonly [host: string, domain?: string, to?: string])[];
}

/** A test for each situation. */
export function check(situations: Readonly<Record<string, readonly Situation[]>>): void {
  for (const [about, rows] of Object.entries(situations))
    describe(about, () => {
      for (const { title, objects, from = 'shop', port = 80, found } of rows)
        test(title, () => {
          const source = together(services, ...objects);
          for (const [host, domain = '*', to = 'PassthroughCluster'] of found) {
            const { hops } = traced(source, from, `http://${host}:${port}`);
            assert.deepEqual([host, hops[0]?.domain ?? '', hops[0]?.branches[0]?.cluster], [host, domain, to]);
          }
        });
    });
}
