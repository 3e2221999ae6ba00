import { hasPlaceholder } from '../text/placeholder';
import type { MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import type { Assumption } from './evidence';
import type { ConfigSource } from './mesh-config-sources';

/** A value of the mesh's configuration. */
export interface Configured<T> {
  readonly value: T;
  /** Where it is written; absent for what the user's settings say, and Istio's defaults. */
  readonly origin: { readonly object: MeshObject; readonly path: Path } | undefined;
  /** Why it may be another. */
  readonly assumption: Assumption | undefined;
}

/** What one object says of a value. */
export interface Statement<T> {
  /** Absent where somebody will fill it in later, or it is none that Istio has. */
  readonly value: T | undefined;
  readonly written: string;
  /** In the object. */
  readonly path: Path;
}

/**
 * The value that the first of the sources which says one says, else the fallback. With it an assumption, where a source
 * says another or what it says is not known.
 */
export function configured<T>(
  sources: readonly ConfigSource[],
  fallback: T,
  read: (source: ConfigSource) => Statement<T> | undefined,
): Configured<T> {
  const said = sources.flatMap(({ object, ...rest }) => {
    const statement = read({ object, ...rest });
    return statement ? [{ object, ...statement }] : [];
  });
  const chosen = said.find((it) => it.value !== undefined);
  const other = said.find((it) => it.written !== (chosen?.written ?? String(fallback)));
  return {
    value: chosen?.value ?? fallback,
    origin: chosen && { object: chosen.object, path: chosen.path },
    assumption: other && {
      text: `The mesh’s ${other.path.at(-1)} may be ${other.written}, as is written here; it is taken to be ${chosen?.written ?? fallback}.`,
      object: other.object,
      path: other.path,
    },
  };
}

/** That a value is written. */
export const statement = <T>(value: T, path: Path, written = String(value)): Statement<T> => ({ value, written, path });

/** A name, which somebody may fill in later. */
export const nameStatement = (written: string, path: Path): Statement<string> => ({
  value: hasPlaceholder(written) ? undefined : written,
  written,
  path,
});

/** One of some words. */
export const wordStatement = <W extends string>(written: string, words: readonly W[], path: Path): Statement<W> => ({
  value: words.find((it) => it === written),
  written,
  path,
});

/** True or false, in a variable of the environment. */
export function flagStatement(written: string, path: Path): Statement<boolean> {
  // as Go's strconv.ParseBool reads it
  const value = /^(?:1|t|T|true|True|TRUE)$/.test(written)
    ? true
    : /^(?:0|f|F|false|False|FALSE)$/.test(written)
      ? false
      : undefined;
  return { value, written, path };
}
