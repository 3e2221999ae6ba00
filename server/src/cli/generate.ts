import { resolve } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { problemLine } from '../disk';
import { egressManifests } from '../generate/egress-manifests';
import { egressName } from '../generate/egress-name';
import { egressPlan } from '../generate/plan';
import { type EgressAnswers, egressRequests } from '../generate/request';
import type { WrittenFile } from '../generate/trial';
import { wrap } from '../text/wrap';
import { istioVersions } from '../workspace/settings';
import { Workspace } from '../workspace/workspace';
import { look, workspaceRoot } from './asked';
import { namespaceFlag } from './check';
import { type Arguments, type Command, exitStatus, lastValue, UsageError } from './command';
import { type Input, readInput, workspaceSettings } from './input';
import { writeFiles } from './write-files';

export const generate: Command = {
  name: 'generate',
  positionals: '',
  summary: 'Write the manifests that lead a host through the egress gateway.',
  details: [
    'Prints YAML for `kubectl apply -f -`. Namespace and gateway come from .istio-egress.yaml where no option says them.',
    'With --into, the files and folders that it names are looked at first: objects that are there get what they lack, and what has no place yet goes into a new file. Prints a unified diff; --write changes the files.',
  ],
  options: [
    {
      name: 'host',
      value: 'HOST',
      description:
        'The host: a name, HOST:PORT, or a URL whose scheme and port are used. May be given again; beside a wildcard, the one server that answers for its names.',
    },
    {
      name: 'app',
      value: 'APP[:PORT]',
      description:
        'What the application speaks: http, https, grpc or tcp (default: as the URL says, else http). May be given again.',
    },
    {
      name: 'outside',
      value: 'HOW',
      description:
        'What leaves the gateway: same, or tls or mtls that the gateway begins (default: same; tls for http to an https URL).',
    },
    { name: 'port', value: 'N', description: 'The port of the host, where the gateway begins TLS (default: 443).' },
    { name: 'address', value: 'CIDR', description: 'An address of the host, for tcp. May be given again.' },
    { name: 'credential', value: 'NAME', description: 'The Secret with the certificate for mtls to the host.' },
    {
      name: 'san',
      value: 'NAME',
      description: 'A name that the certificate of the host must have. May be given again.',
    },
    {
      name: 'hop',
      value: 'HOW',
      description: 'From the sidecar to the gateway: mtls (default), plaintext, or passthrough (default for https).',
    },
    {
      name: 'api',
      value: 'API',
      description:
        'The API of the objects: istio, gateway-api, ambient (through a waypoint) or sidecar (no gateway). By default ambient where the clients are, else that of the gateways that are there, else istio.',
    },
    { name: 'namespace', short: 'n', value: 'NS', description: 'Namespace of the objects (default: none is written).' },
    {
      name: 'client-namespace',
      value: 'NS,…',
      description: 'Where the applications are (default: in the namespace of the objects).',
    },
    {
      name: 'gateway',
      value: 'NS/NAME',
      description:
        'The Service of the egress gateway (default: istio-system/istio-egressgateway); with the Gateway API the Gateway to write (default: one for the host, in the namespace of the objects).',
    },
    { name: 'export-to', value: 'NS,…', description: 'The namespaces that see the objects (default: all).' },
    {
      name: 'istio-version',
      value: '1.x',
      choices: istioVersions,
      description: 'Istio’s version, where no manifest says it.',
    },
    {
      name: 'network-policy',
      description:
        'Write a NetworkPolicy, too, for each client namespace, that keeps its pods from going around the gateway.',
    },
    {
      name: 'authorization',
      description:
        'Write an AuthorizationPolicy, too, that lets only the client namespaces reach the host through the gateway; the hop is mtls then, for https too.',
    },
    { name: 'into', value: 'PATH', description: 'Merge into the manifests there. May be given again.' },
    { name: 'write', description: 'Change the files, in place of printing what would change.' },
    {
      name: 'sidecar',
      description: 'Have each Sidecar of the client namespaces import the host and the gateway.',
    },
    {
      name: 'registry-only',
      description:
        'Have the client namespaces’ Sidecar, or a new one, keep pods from hosts that the mesh does not know.',
    },
  ],

  async run(given) {
    const into = [...(given.options.get('into') ?? []), ...given.positionals];
    if (!given.options.has('into') && given.positionals.length > 0)
      throw new UsageError(`${given.positionals[0]} is one too many; name the host by --host`);
    if (given.options.has('write') && into.length === 0)
      throw new UsageError('--write needs --into: say which files or folders to change');
    const answers = answersOf(given);
    if (answers.hosts.length === 0) throw new UsageError('name the host: --host api.example.com');
    return into.length > 0 ? merge(given, answers, into) : print(given, answers);
  },
};

function print(given: Arguments, answers: EgressAnswers): number {
  const { settings, problems } = workspaceSettings(workspaceRoot([look('.')]), namespaceFlag(given));
  if (problems[0]) throw new UsageError(problemLine(problems[0]));
  const { requests, problem } = egressRequests(answers, new Workspace(settings));
  if (!requests) throw new UsageError(problem);
  process.stdout.write(egressManifests(requests));
  return exitStatus.clean;
}

async function merge(given: Arguments, answers: EgressAnswers, into: readonly string[]): Promise<number> {
  const input = await readInput(into, namespaceFlag(given), () => {});
  const { workspace } = input;
  const { requests, problem } = egressRequests(answers, workspace);
  if (!requests) throw new UsageError(problem);
  for (const it of input.problems) process.stderr.write(`istio-egress: ${problemLine(it)}\n`);
  const path = input.pathOf(resolve(into.at(-1) ?? '.'), `${egressName(requests[0]?.host ?? '')}.yaml`);
  const { changes, notes, problem: obstacle } = egressPlan(requests, workspace, { path });
  if (!changes) throw new UsageError(obstacle);
  for (const note of notes) process.stderr.write(`${wrap(note, '# ')}\n`);
  if (!given.options.has('write')) process.stdout.write(changes.map((it) => patch(input, it)).join(''));
  const failed = given.options.has('write') ? writeFiles(input, changes) : [];
  for (const it of failed) process.stderr.write(`istio-egress: ${problemLine(it)}\n`);
  if (changes.length === 0) process.stderr.write('There is nothing to change: the requests already go that way.\n');
  return input.problems.length + failed.length > 0 ? exitStatus.failure : exitStatus.clean;
}

function patch(input: Input, { path, before, after }: WrittenFile): string {
  const name = input.show(path);
  return createTwoFilesPatch(
    before === undefined ? '/dev/null' : `a/${name}`,
    `b/${name}`,
    before ?? '',
    after,
    '',
    '',
  );
}

function answersOf(given: Arguments): EgressAnswers {
  const all = (name: string): string[] =>
    (given.options.get(name) ?? []).flatMap((it) => it.split(',')).filter(Boolean);
  return {
    hosts: given.options.get('host') ?? [],
    applications: given.options.get('app'),
    outside: lastValue(given, 'outside'),
    port: lastValue(given, 'port'),
    addresses: all('address'),
    credential: lastValue(given, 'credential'),
    sans: all('san'),
    hop: lastValue(given, 'hop'),
    api: lastValue(given, 'api'),
    clients: all('client-namespace'),
    exportTo: all('export-to'),
    gateway: lastValue(given, 'gateway'),
    networkPolicy: given.options.has('network-policy'),
    authorization: given.options.has('authorization'),
    sidecar: given.options.has('sidecar'),
    registryOnly: given.options.has('registry-only'),
    istioVersion: lastValue(given, 'istio-version'),
  };
}
