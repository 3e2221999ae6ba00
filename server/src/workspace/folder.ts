/** The folder that a file is in, `''` for the root; both are paths of the workspace. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
