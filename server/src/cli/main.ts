#!/usr/bin/env node
import { version } from '../../../package.json';
import { parseArguments, suggestion } from './arguments';
import { exitStatus, UsageError } from './command';
import { commands } from './commands';
import { commandHelp, programHelp } from './help';
import { printable } from './printable';

/** Runs the command that the words name, and gives the exit status. */
async function run([name, ...words]: readonly string[]): Promise<number> {
  if (name === '--version') return print(`istio-egress ${version}\n`);
  if (name === '--help' || name === '-h' || name === 'help') return print(programHelp(commands));
  if (name === undefined) throw new UsageError(`name a command: ${names.join(', ')}`);
  const command = commands.find((it) => it.name === name);
  if (!command)
    throw new UsageError(`there is no command ${name}${suggestion(name, names) || `; there are ${names.join(', ')}`}`);
  const given = parseArguments(words, command.options);
  if (given.options.has('help')) return print(commandHelp(command));
  if (given.options.has('version')) return print(`istio-egress ${version}\n`);
  return command.run(given);
}

const names = commands.map((it) => it.name);

function print(text: string): number {
  process.stdout.write(text);
  return exitStatus.clean;
}

function failure(error: unknown): number {
  const said = error instanceof UsageError ? error.message : `this is our mistake: ${internal(error)}`;
  process.stderr.write(`istio-egress: ${printable(said)}\n`);
  return exitStatus.failure;
}

/** With the place in the program, as much as fits on the line. */
const internal = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 2).join(' ') : String(error);

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // whoever read the output, such as `head`, has seen enough
  if (error.code !== 'EPIPE')
    process.exitCode = failure(new UsageError(`the output cannot be written: ${error.message}`));
});

run(process.argv.slice(2))
  .catch(failure)
  .then((status) => {
    process.exitCode ??= status;
  });
