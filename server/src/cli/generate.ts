import { problemLine } from '../disk';
import { egressManifests } from '../generate/egress';
import { egressRequest } from '../generate/request';
import { Workspace } from '../workspace/workspace';
import { look, workspaceRoot } from './asked';
import { namespaceFlag } from './check';
import { type Command, exitStatus, lastValue, type Option, UsageError } from './command';
import { workspaceSettings } from './input';

/** What has been agreed on, but isn't built: said by its name, so that it is never ignored in silence. */
const later: readonly Option[] = [
  ...['port', 'address', 'client-namespace', 'credential', 'san', 'export-to', 'istio-version', 'into'].map((name) => ({
    name,
    value: 'VALUE',
  })),
  ...['sidecar', 'registry-only', 'authorization', 'write'].map((name) => ({ name })),
];
const laterValues: Readonly<Record<string, readonly string[]>> = {
  app: ['tcp', 'grpc'],
  outside: ['mtls'],
  api: ['ambient', 'sidecar'],
};

export const generate: Command = {
  name: 'generate',
  positionals: '',
  summary: 'Write the manifests that lead a host through the egress gateway.',
  details: [
    'Prints YAML for `kubectl apply -f -`. Namespace and gateway come from .istio-egress.yaml where no option says them.',
  ],
  options: [
    {
      name: 'host',
      value: 'HOST',
      description: 'The host: a name, HOST:PORT, or a URL whose scheme and port are used.',
    },
    {
      name: 'app',
      value: 'APP[:PORT]',
      description: 'What the application speaks: http or https (default: as the URL says, else http).',
    },
    {
      name: 'outside',
      value: 'HOW',
      description:
        'What leaves the gateway: same, or tls that the gateway originates (default: same; tls for http to an https URL).',
    },
    {
      name: 'hop',
      value: 'HOW',
      description:
        'From the sidecar to the gateway: mtls (default for http), plaintext, or passthrough (default for https).',
    },
    { name: 'namespace', short: 'n', value: 'NS', description: 'Namespace of the objects (default: none is written).' },
    {
      name: 'gateway',
      value: 'NS/NAME',
      description:
        'The Service of the egress gateway (default: istio-system/istio-egressgateway); with the Gateway API the Gateway to write (default: one for the host, in the namespace of the objects).',
    },
    { name: 'api', value: 'API', description: 'The API of the objects: istio (the default) or gateway-api.' },
    {
      name: 'network-policy',
      description: 'Write a NetworkPolicy, too, that keeps the pods of the namespace from going around the gateway.',
    },
    ...later,
  ],

  run(given) {
    for (const [option, values] of Object.entries(laterValues)) {
      const found = given.options.get(option)?.find((it) => values.includes(it.split(':')[0] ?? ''));
      if (found !== undefined) throw new UsageError(`--${option} ${found} is not available yet`);
    }
    for (const option of ['host', 'app'])
      if ((given.options.get(option)?.length ?? 0) > 1)
        throw new UsageError(`more than one --${option} is not available yet`);
    if (given.positionals.length > 0)
      throw new UsageError(`${given.positionals[0]} is one too many; name the host by --host`);
    const host = lastValue(given, 'host');
    if (host === undefined) throw new UsageError('name the host: --host api.example.com');
    const { settings, problems } = workspaceSettings(workspaceRoot([look('.')]), namespaceFlag(given));
    if (problems[0]) throw new UsageError(problemLine(problems[0]));
    const { request, problem } = egressRequest(
      {
        host,
        application: lastValue(given, 'app'),
        outside: lastValue(given, 'outside'),
        hop: lastValue(given, 'hop'),
        api: lastValue(given, 'api'),
        gateway: lastValue(given, 'gateway'),
        networkPolicy: given.options.has('network-policy'),
      },
      new Workspace(settings),
    );
    if (!request) throw new UsageError(problem);
    process.stdout.write(egressManifests(request));
    return exitStatus.clean;
  },
};
