/** An option of a command; its name is what follows the two dashes. */
export interface Option {
  readonly name: string;
  /** One letter, for `-n`. */
  readonly short?: string;
  /** What the help calls the value; an option without one is a flag. */
  readonly value?: string;
  /** All that the value may be. */
  readonly choices?: readonly string[];
  /** Missing for what is agreed but not built: it is refused, and the help doesn't mention it. */
  readonly description?: string;
}

/** What stands behind the name of a command. */
export interface Arguments {
  readonly positionals: readonly string[];
  /** The values of each option that was given, in their order; `['']` for a flag. */
  readonly options: ReadonlyMap<string, readonly string[]>;
}

export interface Command {
  readonly name: string;
  /** The positionals in the usage line, such as `[PATH…]`; empty for none. */
  readonly positionals: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Paragraphs for the command's own help. */
  readonly details: readonly string[];
  readonly options: readonly Option[];
  /** Gives the exit status; a {@link UsageError} ends with 2. */
  run(given: Arguments): number | Promise<number>;
}

/** A mistake of the caller, said in one line that names the remedy. */
export class UsageError extends Error {}

export const exitStatus = { clean: 0, findings: 1, failure: 2 } as const;

/** The value of an option; the last one where it is given twice, `undefined` where it isn't given. */
export const lastValue = ({ options }: Arguments, name: string): string | undefined => options.get(name)?.at(-1);
