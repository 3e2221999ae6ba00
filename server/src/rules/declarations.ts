import { type Service, servicesMatching } from '../mesh/services';
import { sameHost } from '../model/host';
import type { Mesh } from '../workspace/mesh';
import { inOrder } from '../workspace/shelf';

/** What declares just that host, oldest first; of those that say the same under one name, the first. */
export const declarationsOf = (mesh: Mesh, host: string): readonly Service[] =>
  mesh.remember(`declarations of ${host}`, () => {
    const distinct = new Map<string, Service>();
    const all = servicesMatching(mesh, host).filter((it) => sameHost(it.host, host));
    const ages = new Map(inOrder(all.map((it) => it.object)).map((it, index) => [it, index]));
    for (const it of all.sort((a, b) => ages.get(a.object)! - ages.get(b.object)!)) {
      const { name, file, document } = it.object;
      const key = JSON.stringify([it.namespace, name, file, document.partial, saidBy(it)]);
      if (!distinct.has(key)) distinct.set(key, it);
    }
    return [...distinct.values()];
  });

/** What is said of a host, to be compared. */
export const saidBy = ({ ports, resolution }: Service): string =>
  JSON.stringify([resolution, ports.map(({ number, listener }) => `${number.value} ${listener}`).sort()]);
