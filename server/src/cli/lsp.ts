import { type Command, exitStatus, UsageError } from './command';

const transports = ['stdio', 'node-ipc'];

export const lsp: Command = {
  name: 'lsp',
  positionals: '',
  summary: 'Start the language server, for any editor.',
  details: [],
  options: [
    { name: 'stdio', description: 'Speak over standard input and output (the default).' },
    { name: 'node-ipc', description: 'Speak over the channel of a Node parent process.' },
  ],

  run({ options, positionals }) {
    if (positionals.length > 0) throw new UsageError(`${positionals[0]} is one too many`);
    // the server reads its transport from the words of the process
    if (!transports.some((it) => options.has(it))) process.argv.push('--stdio');
    require('./server.js');
    return exitStatus.clean;
  },
};
