/** Why something could not be read. */
export interface Problem {
  /** Path in the workspace, with `/`. */
  readonly file: string;
  /** 1-based, where it is one line's fault. */
  readonly line?: number;
  /** What is wrong and what to do about it, as sentences that don't name the file. */
  readonly message: string;
}

/** The problem on one line: `file:line: message`. */
export const problemLine = ({ file, line, message }: Problem): string =>
  `${file}${line === undefined ? '' : `:${line}`}: ${message}`;

const causes: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file or folder.',
  ENOTDIR: 'A part of the path is a file, where a folder is expected.',
  EISDIR: 'This is a folder, where a file is expected.',
  EACCES: 'The permission to read it is missing.',
  EPERM: 'The permission to read it is missing.',
  ELOOP: 'The symbolic link leads back to itself.',
};

/** What an error of the file system means, as a sentence. */
export function causeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return causes[code ?? ''] ?? `It cannot be read: ${message}.`;
}
