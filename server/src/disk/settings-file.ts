import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { rules } from '../rules';
import { readSettings } from '../workspace/settings';
import type { Problem } from './problem';
import { readText } from './read-text';

/** At the workspace's root, checked in with the manifests. */
export const settingsFileName = '.istio-egress.yaml';

export interface SettingsFile {
  /** The settings that the file has and that are right, by their keys; to be laid over those of the editor. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
}

/** The ids that `rules` may name. */
export const ruleIds: readonly string[] = rules.map((it) => it.id);

/** Reads the settings file of a workspace. Nothing is set where it is missing; what is wrong is left out and a problem. */
export function readSettingsFile(root: string): SettingsFile {
  const file = join(root, settingsFileName);
  if (!existsSync(file)) return { values: {}, problems: [] };
  const read = readText(file);
  return 'problem' in read ? broken(read.problem) : parseSettings(read.text);
}

/** The settings in the text of a settings file. */
export function parseSettings(text: string): SettingsFile {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
    const [error] = document.errors;
    if (error) return broken(`This is not valid YAML: ${error.message}.`, lines.linePos(error.pos[0]).line);
    const value: unknown = document.toJS();
    const { problems } = readSettings(value, ruleIds);
    const wrong = new Set(problems.map((it) => it.key));
    return {
      values: Object.fromEntries(
        Object.entries(value ?? {}).filter(([key, given]) => given !== null && !wrong.has('') && !wrong.has(key)),
      ),
      problems: problems.map(({ key, message }) => ({
        file: settingsFileName,
        line: lines.linePos(keyOffset(document, key)).line,
        message: `${capital(message)}.`,
      })),
    };
  } catch (error) {
    // too deep for the parser, or aliases that multiply
    return broken(`This cannot be read as YAML: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

const broken = (message: string, line?: number): SettingsFile => ({
  values: {},
  problems: [{ file: settingsFileName, ...(line === undefined ? {} : { line }), message }],
});

function keyOffset({ contents }: Document, key: string): number {
  const pairs = isMap(contents) ? contents.items : [];
  const found = pairs.map((it) => it.key).find((it) => isScalar(it) && String(it.value) === key);
  return (isScalar(found) && found.range?.[0]) || 0;
}

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
