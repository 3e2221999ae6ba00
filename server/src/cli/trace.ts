import { problemLine } from '../disk';
import { parseRequest } from '../envoy/request';
import type { Client } from '../trace/trace';
import { trace as traceRequest } from '../trace/trace';
import { namespaceFlag } from './check';
import { chooseMesh } from './choose-mesh';
import { hasColour } from './colour';
import { type Arguments, type Command, exitStatus, lastValue, UsageError } from './command';
import { traceJson } from './formats/trace-json';
import { traceText } from './formats/trace-text';
import { readInput } from './input';
import { locator } from './object-places';
import { Progress } from './progress';

export const trace: Command = {
  name: 'trace',
  positionals: '[PATH…]',
  summary: 'Follow one request through the proxies, and say where it ends.',
  details: [
    'Says from the manifests alone what Istio would do with a request of a pod: which proxies it passes, which rule sends it on at each of them, and how it is encrypted between them. PATH is as for `check`.',
    'URL is http://HOST[:PORT][/PATH], https://…, grpc://…, tls://HOST:PORT or tcp://HOST-OR-IP:PORT. Without a port it is 443 for https, and 80 for http and grpc. https and tls mean that the application itself begins TLS.',
    'Example: istio-egress trace manifests --from shop/app=web --to https://api.example.com',
    'Exit status: 0 for a request that gets somewhere, or is answered; 1 for one that is blocked or fails; 2 for a mistake in the call or a file that cannot be read.',
  ],
  options: [
    {
      name: 'from',
      value: 'NAMESPACE[/LABELS]',
      description: 'The pod that sends: its namespace and, where rules ask for them, its labels as k=v,k=v.',
    },
    { name: 'to', value: 'URL', description: 'Where it sends to.' },
    { name: 'method', value: 'METHOD', description: 'The method (default: GET, POST for grpc).' },
    { name: 'header', value: 'NAME: VALUE', description: 'A header; may be given several times.' },
    { name: 'sni', value: 'NAME', description: "The server name in the application's TLS (default: the host)." },
    { name: 'address', value: 'IP', description: 'The address that the host resolves to.' },
    {
      name: 'service-account',
      value: 'NAME',
      description: 'The service account of the pod, for policies that ask for it.',
    },
    {
      name: 'format',
      value: 'FORMAT',
      choices: ['text', 'json'],
      description: 'How the trace is printed (default: text).',
    },
    {
      name: 'namespace',
      short: 'n',
      value: 'NS',
      description: 'Namespace of objects that name none, as for kubectl; goes before the settings.',
    },
  ],

  async run(given) {
    const client = clientOf(given);
    const request = requestOf(given);
    const progress = new Progress();
    const input = await readInput(given.positionals, namespaceFlag(given), (files) =>
      progress.say(() => `Reading: ${files} files…`),
    );
    progress.end();
    const traced = traceRequest(chooseMesh(input, request.host, client.namespace), client, request);
    const locate = locator(input);
    process.stdout.write(
      lastValue(given, 'format') === 'json'
        ? traceJson(traced, locate)
        : traceText(traced, locate, hasColour(process.stdout)),
    );
    for (const it of input.problems) process.stderr.write(`istio-egress: ${problemLine(it)}\n`);
    if (input.problems.length > 0) return exitStatus.failure;
    return traced.verdict === 'blocked' || traced.verdict === 'failed' ? exitStatus.findings : exitStatus.clean;
  },
};

const dnsLabel = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

function clientOf(given: Arguments): Client {
  const from = lastValue(given, 'from');
  if (from === undefined) throw new UsageError('say who sends the request: --from NAMESPACE, or NAMESPACE/app=web');
  const slash = from.indexOf('/');
  const namespace = slash < 0 ? from : from.slice(0, slash);
  if (!dnsLabel.test(namespace))
    throw new UsageError(`--from begins with a namespace, not with ${namespace || 'nothing'}`);
  const labels = new Map<string, string>();
  for (const label of slash < 0
    ? []
    : from
        .slice(slash + 1)
        .split(',')
        .filter(Boolean)) {
    const equals = label.indexOf('=');
    if (equals < 1) throw new UsageError(`--from has labels as k=v, not ${label}`);
    labels.set(label.slice(0, equals), label.slice(equals + 1));
  }
  const serviceAccount = lastValue(given, 'service-account');
  if (serviceAccount !== undefined && !serviceAccount.split('.').every((it) => dnsLabel.test(it)))
    throw new UsageError(`--service-account is a name, not ${serviceAccount || 'nothing'}`);
  return { namespace, labels, ...(serviceAccount === undefined ? {} : { serviceAccount }) };
}

function requestOf(given: Arguments) {
  const to = lastValue(given, 'to');
  if (to === undefined) throw new UsageError('say where the request goes: --to https://api.example.com');
  const request = parseRequest(to, {
    method: lastValue(given, 'method'),
    headers: given.options.get('header') ?? [],
    sni: lastValue(given, 'sni'),
    address: lastValue(given, 'address'),
  });
  if (typeof request === 'string') throw new UsageError(request);
  return request;
}
