import { parseArgs } from 'node:util';
import { nearest } from '../text/nearest';
import { type Arguments, type Option, UsageError } from './command';

/** The options that every command has. */
export const commonOptions: readonly Option[] = [
  { name: 'help', short: 'h', description: 'Print this help.' },
  { name: 'version', description: 'Print the version.' },
];

/** Reads the words behind a command by its table of options. Throws a {@link UsageError} for what the table doesn't have. */
export function parseArguments(words: readonly string[], table: readonly Option[]): Arguments {
  const options = [...table, ...commonOptions];
  const { tokens } = parseArgs({
    args: [...words],
    options: Object.fromEntries(
      options.map(({ name, short, value }) => [
        name,
        { type: value ? ('string' as const) : ('boolean' as const), ...(short ? { short } : {}) },
      ]),
    ),
    strict: false, // so that the sentences on mistakes are ours
    tokens: true,
  });
  const positionals: string[] = [];
  const given = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = options.find((it) => it.name === token.name);
    if (!option) throw unknown(token.rawName, options);
    const value = checked(option, token.rawName, token.value, token.inlineValue === true);
    given.set(option.name, [...(given.get(option.name) ?? []), value]);
  }
  return { positionals, options: given };
}

function checked({ value, choices, description }: Option, written: string, given: string | undefined, inline: boolean) {
  if (description === undefined) throw new UsageError(`${written} is not available yet`);
  if (!value) {
    if (given !== undefined) throw new UsageError(`${written} takes no value`);
    return '';
  }
  if (given === undefined || (!inline && /^-./.test(given))) throw new UsageError(`${written} needs a value: ${value}`);
  if (choices && !choices.includes(given))
    throw new UsageError(
      `${written} cannot be ${given || 'empty'}${suggestion(given, choices)}; it is one of ${choices.join(', ')}`,
    );
  return given;
}

function unknown(written: string, options: readonly Option[]): UsageError {
  const offered = options.filter((it) => it.description !== undefined).map((it) => `--${it.name}`);
  return new UsageError(`unknown option ${written}${suggestion(written, offered)}`);
}

/** `, did you mean x?`, or nothing. */
export function suggestion(written: string, offered: Iterable<string>): string {
  const [best] = nearest(written, offered);
  return best === undefined ? '' : `, did you mean ${best}?`;
}
