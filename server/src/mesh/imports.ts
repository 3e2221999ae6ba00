import { hostsMatch, hostWithin } from '../model/host';
import { agree } from '../model/namespace';

/** One entry of `hosts` of a Sidecar's egress listener: what it lets in, or with `~` keeps out. */
interface Import {
  /** `*` for every namespace. */
  readonly namespace: string;
  readonly host: string;
  readonly excludes: boolean;
}

/** What an egress listener of a Sidecar lets in. */
export interface Imports {
  /** Whether a service of that host and namespace is let in. */
  service(host: string, namespace: string): boolean;
  /** Whether a VirtualService of that namespace with one of these hosts is let in. */
  virtualService(hosts: readonly string[], namespace: string): boolean;
  /** The same for one that Istio makes of a route. */
  route(hosts: readonly string[], namespace: string): boolean;
}

/** Imports of everything, which is what a pod without a Sidecar has. */
export const importsOfAll: Imports = { service: () => true, virtualService: () => true, route: () => true };

/** Reads the `hosts` of an egress listener; `.` is the namespace of the Sidecar's pod. What is not `namespace/host` counts for nothing. */
export function readImports(hosts: readonly string[], own: string): Imports {
  const imports = hosts.flatMap((it) => readImport(it, own));
  const admits = imports.filter((it) => !it.excludes);
  const keepsOut = imports.filter((it) => it.excludes);
  const isIn = (it: Import, namespace: string): boolean => it.namespace === '*' || agree(it.namespace, namespace);
  const excluded = (host: string, namespace: string): boolean =>
    // C7 pilot/pkg/model/sidecar.go hostClassification.Excluded
    keepsOut.some((it) => isIn(it, namespace) && hostWithin(host, it.host));
  const service = (host: string, namespace: string): boolean =>
    !excluded(host, namespace) &&
    // C3 pilot/pkg/model/sidecar.go hostClassification.Matches
    admits.some((it) => isIn(it, namespace) && hostWithin(host, it.host));
  return {
    service,
    // C4 pilot/pkg/model/sidecar.go hostClassification.VSMatches: as the services'
    route: (hosts, namespace) => hosts.some((it) => service(it, namespace)),
    virtualService: (virtualServiceHosts, namespace) =>
      virtualServiceHosts.some(
        (host) =>
          !excluded(host, namespace) &&
          // C4 pilot/pkg/model/sidecar.go hostClassification.VSMatches: symmetric, unlike the services'
          admits.some((it) => isIn(it, namespace) && hostsMatch(host, it.host)),
      ),
  };
}

function readImport(written: string, own: string): Import[] {
  const [scope = '', host, ...others] = written.split('/');
  if (host === undefined || others.length > 0) return [];
  const excludes = scope.startsWith('~');
  const namespace = excludes ? scope.slice(1) || '*' : scope;
  return [{ namespace: namespace === '.' ? own : namespace, host: host.toLowerCase(), excludes }];
}
