import { wrap } from '../text/wrap';
import { commonOptions } from './arguments';
import type { Command, Option } from './command';

/** Help on the whole program. */
export function programHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((it) => it.name.length));
  return [
    'Says where Istio egress manifests break, and writes ones that work.',
    '',
    'Usage: istio-egress COMMAND [OPTION…]',
    '',
    'Commands:',
    ...commands.map((it) => `  ${it.name.padEnd(width)}  ${it.summary}`),
    '',
    '`istio-egress COMMAND --help` says more about one of them. Nothing is ever fetched from a network.',
    '',
    'Settings come from .istio-egress.yaml, at the root of the workspace; an option goes before them.',
    'Exit status: 0 without findings, 1 with findings, 2 for a mistake in the call or a file that cannot be read.',
    '',
  ].join('\n');
}

/** Help on one command. */
export function commandHelp({ name, positionals, summary, details, options }: Command): string {
  const offered = [...options, ...commonOptions].filter((it) => it.description !== undefined);
  const usage = ['istio-egress', name, '[OPTION…]', positionals].filter(Boolean).join(' ');
  return [
    summary,
    '',
    `Usage: ${usage}`,
    ...details.flatMap((it) => ['', wrap(it)]),
    '',
    'Options:',
    ...offered.map(optionHelp),
    '',
  ].join('\n');
}

const column = 26;

function optionHelp({ name, short, value, choices, description = '' }: Option): string {
  const head = `  ${short ? `-${short}, ` : '    '}--${name}${value ? ` ${value}` : ''}`;
  const said = choices ? `${description} One of ${choices.join(', ')}.` : description;
  const lines = wrap(said, ' '.repeat(column)).slice(column);
  return head.length < column - 1 ? head.padEnd(column) + lines : `${head}\n${' '.repeat(column)}${lines}`;
}
