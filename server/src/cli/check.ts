import { problemLine } from '../disk';
import { istioVersions, severities } from '../workspace/settings';
import { hasColour } from './colour';
import { type Arguments, type Command, exitStatus, lastValue, UsageError } from './command';
import { fixFiles } from './fix';
import { formats, isFormat } from './formats';
import { type FailOn, failsOn } from './formats/format';
import { readInput } from './input';
import { Progress } from './progress';
import { reportOn } from './report';

const thresholds: readonly FailOn[] = [...severities, 'never'];

export const check: Command = {
  name: 'check',
  positionals: '[PATH…]',
  summary: 'Find what is wrong in manifests.',
  details: [
    'PATH is a file, a folder, or - for standard input; without one it is the working directory. A folder is searched for *.yaml, *.yml and *.json files; .git, node_modules, and what git ignores or the settings exclude are left out. All the paths of one call are one workspace.',
    'Settings come from .istio-egress.yaml in the nearest folder above all the paths that has this file or is a repository. Exit status: 0 for nothing at or above --fail-on, 1 for findings, 2 for a file that cannot be read.',
  ],
  options: [
    {
      name: 'namespace',
      short: 'n',
      value: 'NS',
      description: 'Namespace of objects that name none, as for kubectl; goes before the settings.',
    },
    {
      name: 'istio-version',
      value: '1.x',
      choices: istioVersions,
      description: 'Istio’s version, where no manifest says it; goes before the settings.',
    },
    {
      name: 'format',
      value: 'FORMAT',
      choices: Object.keys(formats),
      description: 'How findings are printed (default: text).',
    },
    {
      name: 'fail-on',
      value: 'SEVERITY',
      choices: thresholds,
      description: 'The least severity that gives exit status 1 (default: error).',
    },
    { name: 'fix', description: 'Apply the fixes that cannot be wrong, and print what is left.' },
  ],

  async run(given) {
    const format = lastValue(given, 'format') ?? 'text';
    if (!isFormat(format)) throw new UsageError(`there is no format ${format}`);
    const fix = given.options.has('fix');
    if (fix && given.positionals.includes('-')) throw new UsageError('--fix cannot change standard input');
    const progress = new Progress();
    const input = await readInput(given.positionals, { ...namespaceFlag(given), ...versionFlag(given) }, (files) =>
      progress.say(() => `Reading: ${files} files…`),
    );
    const fixed = fix ? fixFiles(input) : undefined;
    const checked = reportOn(input, (files) => progress.say(() => `Checking: ${files} of ${input.files} files…`));
    progress.end();

    const report = { ...checked, problems: [...checked.problems, ...(fixed?.problems ?? [])] };
    const failOn = thresholds.find((it) => it === lastValue(given, 'fail-on')) ?? 'error';
    const paths = new Map([...input.workspace.paths()].map((it) => [input.show(it), it]));
    const source = (file: string): string => input.workspace.text(paths.get(file) ?? '');
    if (fixed && format === 'text' && fixed.fixes > 0) process.stderr.write(fixedLine(fixed));
    process.stdout.write(formats[format](report, { source, failOn, colour: hasColour(process.stdout) }));
    for (const it of report.problems) process.stderr.write(`istio-egress: ${problemLine(it)}\n`);
    if (report.problems.length > 0) return exitStatus.failure;
    return report.findings.some((it) => failsOn(failOn, it.severity)) ? exitStatus.findings : exitStatus.clean;
  },
};

/** The settings that `-n` gives. */
export function namespaceFlag(given: Arguments): { namespace?: string } {
  const namespace = lastValue(given, 'namespace');
  return namespace === undefined ? {} : { namespace };
}

/** The settings that `--istio-version` gives. */
function versionFlag(given: Arguments): { istioVersion?: string } {
  const istioVersion = lastValue(given, 'istio-version');
  return istioVersion === undefined ? {} : { istioVersion };
}

const fixedLine = ({ fixes, files }: { readonly fixes: number; readonly files: number }): string =>
  `Fixed ${fixes === 1 ? '1 problem' : `${fixes} problems`} in ${files === 1 ? '1 file' : `${files} files`}.\n`;
