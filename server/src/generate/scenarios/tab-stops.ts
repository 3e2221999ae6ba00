/** Where a snippet lets its user type: what stands for it in manifests, and what is usual, or may be chosen, there. */
interface TabStop {
  readonly mark: string;
  readonly usual: readonly string[];
}

/** In the order in which they are asked for. No manifest has such words. */
const stops = {
  host: { mark: 'stop-host.invalid', usual: ['api.example.com'] },
  second: { mark: 'stop-second.invalid', usual: ['api.example.org'] },
  domain: { mark: 'stop-domain.invalid', usual: ['example.com'] },
  service: { mark: 'stop-service', usual: ['partner'] },
  port: { mark: '54321', usual: ['5432', '3306', '6379', '27017'] },
  address: { mark: '192.0.2.77', usual: ['203.0.113.7'] },
  outboundMode: { mark: 'STOP_MODE', usual: ['REGISTRY_ONLY', 'ALLOW_ANY'] },
  timeout: { mark: 'stop-timeout', usual: ['3s'] },
  near: { mark: 'stop-near', usual: ['eu-west'] },
  far: { mark: 'stop-far', usual: ['eu-north'] },
  application: { mark: 'stop-application', usual: ['web'] },
  credential: { mark: 'stop-credential', usual: ['client-certificate'] },
  namespace: { mark: 'stop-client', usual: ['shop'] },
  gateway: { mark: 'istio-stop-gateway', usual: ['istio-egressgateway'] },
  // the label of the pods, as it follows from the name of their Service
  gatewayLabel: { mark: 'stop-gateway', usual: ['egressgateway'] },
  gatewayNamespace: { mark: 'stop-installed', usual: ['istio-system'] },
} as const satisfies Readonly<Record<string, TabStop>>;

/** What stands in manifests for each thing that is to be typed. */
export const marks = Object.fromEntries(Object.entries(stops).map(([name, { mark }]) => [name, mark])) as {
  readonly [K in keyof typeof stops]: string;
};

/** A text with what is usual in the place of the marks. */
export const usually = (text: string): string =>
  Object.values(stops).reduce(
    (result, { mark, usual: [usual] }) => result.replaceAll(mark, usual).replaceAll(inNames(mark), inNames(usual)),
    text,
  );

/** Manifests with marks as a snippet: each thing is typed once, and the names of objects follow from it. */
export function withTabStops(manifests: string): string {
  let number = 0;
  return Object.values(stops).reduce((text, stop) => {
    if (!text.includes(stop.mark)) return text;
    number++;
    const named = text.replaceAll(inNames(stop.mark), (it) => (it === stop.mark ? it : `\${${number}/[^a-z0-9]+/-/g}`));
    // the first place has what is usual, the others repeat what is typed there
    return named.replace(stop.mark, () => placeholder(number, stop)).replaceAll(stop.mark, () => `$${number}`);
  }, escaped(manifests));
}

/** As the names of objects have it. */
const inNames = (text: string): string => text.replaceAll('.', '-');

const escaped = (text: string): string => text.replace(/[\\$]/g, '\\$&');

const placeholder = (number: number, { usual }: TabStop): string =>
  usual.length > 1 ? `\${${number}|${usual.join(',')}|}` : `\${${number}:${usual[0]}}`;
