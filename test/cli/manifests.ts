/** A VirtualService whose field `prot` does not exist, at line 7, column 41; its name is a parameter. */
export const withUnknownField = (name = 'payments'): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: shop }
spec:
  hosts: [ ${name}.partner.example ]
  http:
  - route: [ { destination: { host: ${name}.partner.example, prot: { number: 80 } } } ]
`;

/** A ServiceEntry that nothing is wrong with. */
export const right = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: partner, namespace: shop }
spec:
  hosts: [ api.partner.example ]
  ports: [ { number: 80, name: http, protocol: HTTP } ]
  resolution: DNS
`;

/** A VirtualService that names the gateway below without its namespace: an error, with a related place and a safe fix. */
export const bound = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: payments, namespace: shop }
spec:
  hosts: [ api.partner.example ]
  gateways: [ partner-gateway ]
  http:
  - route: [ { destination: { host: api.partner.example } } ]
`;

export const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: partner-gateway, namespace: infra }
spec:
  selector: { istio: partner }
  servers:
  - port: { number: 80, name: http, protocol: HTTP }
    hosts: [ api.partner.example ]
`;
