import type { Severity } from '../workspace/settings';

export type Style = Severity | 'gutter' | 'strong' | 'help';

/** Gives a text a style. */
export type Paint = (style: Style, text: string) => string;

/** The parameters of the terminal's escape sequence. */
const styles: Readonly<Record<Style, string>> = {
  error: '1;31',
  warning: '1;33',
  information: '1;36',
  hint: '1;35',
  gutter: '1;34',
  strong: '1',
  help: '1;32',
};

/** Whether a stream shows colours, and the user wants them (https://no-color.org). */
export const hasColour = (stream: { readonly isTTY?: boolean }): boolean =>
  stream.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';

export const painter = (colour: boolean): Paint =>
  colour ? (style, text) => (text ? `\u001B[${styles[style]}m${text}\u001B[0m` : '') : (_, text) => text;
