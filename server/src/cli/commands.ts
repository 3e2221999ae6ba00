import { check } from './check';
import type { Command } from './command';
import { explain } from './explain';
import { generate } from './generate';
import { lsp } from './lsp';
import { rules } from './rules';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [check, generate, explain, rules, lsp];
