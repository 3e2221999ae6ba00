export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/**
 * A workspace as large ones are: every file leads one host out of the mesh, in four objects; a few have a mistake, and
 * they differ in quotes, comments, flow style and API version. Each team has an egress gateway, and a file for each host
 * outside that it uses. Always the same for the same numbers.
 */
export const corpus = (files: number, teams = 40): SourceFile[] =>
  Array.from({ length: files }, (_, i) => ({ path: `team-${i % teams}/host-${i}.yaml`, text: egress(i, teams) }));

/** One file with at least that many characters. */
export function largeText(characters: number): string {
  let text = '';
  for (let i = 0; text.length < characters; i++) text += `${text && '---\n'}${egress(i, 40)}`;
  return text;
}

function egress(i: number, teams: number): string {
  const team = `team-${i % teams}`;
  const service = `egress-${i % teams}.${team}.svc.cluster.local`;
  const host = `api-${i}.${['example.com', 'acme.org', 'shop.io'][i % 3]}`;
  const quote = i % 3 === 0 ? '"' : '';
  const note = i % 5 === 0 ? '  # leaves the mesh' : '';
  const hosts = i % 2 === 0 ? `[ ${quote}${host}${quote} ]` : `\n  - ${quote}${host}${quote}`;
  const apiVersion = `networking.istio.io/${['v1', 'v1beta1', 'v1alpha3'][i % 3]}`;
  const head = (kind: string, name: string): string =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}-${i}\n  namespace: ${team}\nspec:\n`;
  const bound = i % 25 === 0 ? `missing-${i}` : `gateway-${i}`;
  return `${head('ServiceEntry', 'host')}  hosts: ${hosts}
  ports:
  - number: 80
    name: http${note}
    protocol: HTTP
  - number: 443
    name: tls
    protocol: TLS
  resolution: DNS
---
${head('Gateway', 'gateway')}  selector:
    istio: egress-${i % teams}
  servers:
  - port:
      number: 80
      name: http
      protocol: HTTP
    hosts:
    - ${quote}${host}${quote}
---
${head('DestinationRule', 'rule')}  host: ${service}${note}
  subsets:
  - name: host-${i}
---
${head('VirtualService', 'routes')}  hosts: ${hosts}
  gateways:
  - ${bound}
  - mesh
  http:
  - match:
    - gateways: [ mesh ]
      port: 80
    route:
    - destination:
        host: ${service}
        subset: host-${i}
        port:
          number: 80
  - match:
    - gateways:
      - gateway-${i}
      port: 80
    route:
    - destination:
        host: ${host}
        port:
          number: 80
      weight: 100
`;
}
