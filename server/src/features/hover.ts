import { defaultAt, partAt } from '../schema/releases';
import { fieldAt, objectType } from '../schema/schema';
import type { Span } from '../text/span';
import type { Workspace } from '../workspace/workspace';
import { fieldText, typeText } from './field-text';
import { describeName } from './hover/name';
import { describePort } from './hover/port';
import { describeStatus } from './hover/status';
import { istioLabelsAt } from './istio-labels';
import { code } from './markdown';
import { type Pointed, pointedAt } from './pointed';
import { defaultNote, releaseNote } from './release-note';

export interface Hover {
  readonly markdown: string;
  /** In the file. */
  readonly span: Span;
}

/** What a field is for, or what the name at an offset of a file stands for. */
export function hover(workspace: Workspace, path: string, offset: number): Hover | undefined {
  const pointed = pointedAt(workspace, path, offset);
  if (!pointed) return undefined;
  const { document, scalar } = pointed;
  const markdown = describe(pointed);
  return markdown ? { markdown, span: workspace.locate({ document, span: scalar.span }).span } : undefined;
}

function describe(pointed: Pointed): string | undefined {
  const { object, path, slot, scalar, spots } = pointed;
  if (slot === 'key')
    return (
      describeField(pointed, [...object.inside, String(scalar.value)]) ?? describeLabel(pointed, String(scalar.value))
    );
  // an object of a kustomize base may mean the same in each mesh that has it
  const texts = new Set(
    spots.flatMap((spot) => [
      ...describePort(spot, Number(scalar.value)),
      ...spot.mentions.flatMap(({ name }) => describeName(name, spot) ?? []),
      ...describeStatus(spot),
    ]),
  );
  if (texts.size > 0) return [...texts].join('\n\n---\n\n');
  return path.length > 0 ? describeField(pointed, object.inside, true) : undefined;
}

/** With `onlyChoice`, fields without a list of values have nothing to say. */
function describeField(pointed: Pointed, path: Pointed['path'], onlyChoice = false): string | undefined {
  const { object, scalar, spots } = pointed;
  const type = objectType(object.apiVersion, object.kind);
  const field = type && fieldAt(type, path);
  if (!field || (onlyChoice && !(field.type.kind === 'string' && field.type.values))) return undefined;
  const value = onlyChoice ? String(scalar.value) : undefined;
  const release = releaseNote(partAt(object.apiVersion, object.kind, path, value), spots[0]?.mesh, value);
  const omitted = onlyChoice ? undefined : defaultNote(defaultAt(object.apiVersion, object.kind, path), spots[0]?.mesh);
  return [`**${code(field.name)}** ${typeText(field.type)}`, fieldText(field), omitted, release]
    .filter(Boolean)
    .join('\n\n');
}

/** A label, an annotation or an option that Istio reads. */
function describeLabel({ object: { kind, inside }, spots: [spot] }: Pointed, key: string): string | undefined {
  const found = istioLabelsAt({ kind, object: spot?.object }, inside).find((it) => it.key === key);
  if (!found) return undefined;
  const values = found.values ? `\n\nOne of ${found.values.map(code).join(', ')}.` : '';
  return `**${code(key)}**\n\n${found.description}${values}`;
}
