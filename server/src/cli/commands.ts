import { check } from './check';
import type { Command } from './command';
import { report } from './egress-report';
import { explain } from './explain';
import { generate } from './generate';
import { lsp } from './lsp';
import { rules } from './rules';
import { trace } from './trace';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [check, trace, generate, report, explain, rules, lsp];
