/**
 * The patterns of a `.gitignore` as they would be written at the top of the repository. `folder` is the file's, relative
 * to the top, with `/`; empty for the top itself. Comments and empty lines are left out.
 */
export function anchored(text: string, folder: string): string[] {
  const patterns = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  if (folder === '') return patterns;
  const place = folder.replaceAll(/[\\*?[\]]/g, '\\$&');
  return patterns.map((line) => {
    const negated = line.startsWith('!') ? '!' : '';
    const pattern = line.slice(negated.length);
    // a slash in front or inside ties a pattern to its folder; without one it holds at any depth
    const tied = pattern.trimEnd().slice(0, -1).includes('/');
    return `${negated}/${place}/${tied ? pattern.replace(/^\//, '') : `**/${pattern}`}`;
  });
}
