import { problemLine } from '../disk';
import { namespaceFlag } from './check';
import { hasColour } from './colour';
import { type Command, exitStatus, lastValue, UsageError } from './command';
import { egressData } from './egress-data';
import { isReportFormat, reportFormats } from './formats/report-formats';
import { readInput } from './input';
import { meshesOf } from './meshes';
import { locator } from './object-places';
import { Progress } from './progress';

export const report: Command = {
  name: 'report',
  positionals: '[PATH…]',
  summary: 'List every host outside the mesh: who may reach it, by which way, and how encrypted.',
  details: [
    'Lists the hosts that ServiceEntries and VirtualServices name, port by port: which pods reach it, by which gateway, how the request is encrypted on each leg, whether pods can get there otherwise, and where it is declared. Last comes what happens to any other host. PATH is as for `check`.',
    'Bypass is asked where a gateway stands between the pods and the host, or their proxy refuses it. It is closed where the NetworkPolicies of the pods leave them no other way out; else each hole is named with its place: what the network lets out, and what the mesh does (ALLOW_ANY, another ServiceEntry, ports and addresses that are kept from the sidecar, pods without one). REGISTRY_ONLY and the rules of Istio bind the proxy only, and a pod can go around it. Cut off is what the NetworkPolicies keep from pods that need it: DNS, istiod, the pods of the gateway.',
    'A namespace or a label is told apart where a manifest does so. Exit status: 0, or 2 for a mistake in the call or a file that cannot be read.',
  ],
  options: [
    {
      name: 'format',
      value: 'FORMAT',
      choices: Object.keys(reportFormats),
      description: 'How the report is printed (default: text).',
    },
    {
      name: 'namespace',
      short: 'n',
      value: 'NS',
      description: 'Namespace of objects that name none, as for kubectl; goes before the settings.',
    },
  ],

  async run(given) {
    const format = lastValue(given, 'format') ?? 'text';
    if (!isReportFormat(format)) throw new UsageError(`there is no format ${format}`);
    const progress = new Progress();
    const input = await readInput(given.positionals, namespaceFlag(given), (files) =>
      progress.say(() => `Reading: ${files} files…`),
    );
    const data = egressData(meshesOf(input), locator(input), input.problems, (done, all) =>
      progress.say(() => `Following requests: ${done} of ${all} hosts…`),
    );
    progress.end();
    process.stdout.write(reportFormats[format](data, { colour: hasColour(process.stdout) }));
    for (const it of input.problems) process.stderr.write(`istio-egress: ${problemLine(it)}\n`);
    return input.problems.length > 0 ? exitStatus.failure : exitStatus.clean;
  },
};
