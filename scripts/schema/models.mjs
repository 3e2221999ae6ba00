// Reads the kinds of a package of Kubernetes models: a declaration and a class for each version of each kind.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { TypeReader } from './type-reader.mjs';

/**
 * The kinds of the package in a folder, with the field `spec` of each version. `served` says which kinds in which
 * versions, the one to use first in front; a version that the package does not have yet is like the next one that it
 * has. Without `served` it is all kinds whose `spec` is typed.
 */
export async function readModels(folder, served) {
  const file = (apiVersion, kind) => join(folder, apiVersion, `${kind}.d.ts`);
  const wanted = Object.entries(served ?? declared(folder)).map(([kind, apiVersions]) => {
    const isThere = (apiVersion) => existsSync(file(apiVersion, kind));
    const models = apiVersions.map((it, index) => [it, apiVersions.slice(index).find(isThere)]);
    return { kind, models: models.map(([apiVersion, like]) => [apiVersion, file(like, kind)]) };
  });
  const program = ts.createProgram(
    wanted.flatMap(({ models }) => models.map(([, model]) => model)),
    { noLib: true, types: [], module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  );
  const kinds = [];
  for (const { kind, models } of wanted) {
    const versions = [];
    for (const [apiVersion, model] of models) versions.push([apiVersion, await readSpec(program, model, kind)]);
    // the operator's API is no resource of a cluster any more, and its `spec` is free
    if (versions.every(([, spec]) => spec)) kinds.push({ kind, versions: Object.fromEntries(versions) });
  }
  return kinds;
}

/** Every kind of a package that has them in one file each. */
function declared(folder) {
  const versions = {};
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'));
  for (const file of files.sort()) {
    const [, apiVersion, kind] = /^([\w.]+\/v\d\w*)\/([A-Z]\w*)\.d\.ts$/.exec(file) ?? [];
    if (kind) versions[kind] = [...(versions[kind] ?? []), apiVersion];
  }
  return versions;
}

async function readSpec(program, file, kind) {
  const spec = new TypeReader(program.getTypeChecker()).spec(program.getSourceFile(file));
  if (spec) await markIntegers(spec, file, kind);
  return spec;
}

/** The declarations call every number `number`; the class's validation says which must be whole. */
async function markIntegers(spec, file, kind) {
  const { [kind]: Model } = await import(pathToFileURL(file.replace(/\.d\.ts$/, '.js')).href);
  for (const { keyword, params, instancePath } of errorsOf(new Model({ spec: fractions(spec.type) }))) {
    if (keyword !== 'type' || params.type !== 'integer') continue;
    const path = instancePath.split('/').slice(2);
    const last = path.pop();
    const parent = path.reduce((type, step) => type.list ?? type.map ?? type.fields[step].type, spec.type);
    if (parent.fields) parent.fields[last].type = 'integer';
    else parent[parent.list ? 'list' : 'map'] = 'integer';
  }
}

function errorsOf(object) {
  try {
    object.validate();
    return [];
  } catch ({ errors }) {
    return errors;
  }
}

/** A value of the type with one item in each list and a fraction for each number. */
function fractions(type) {
  if (type === 'number') return 0.5;
  if (type.list) return [fractions(type.list)];
  if (type.map) return { key: fractions(type.map) };
  if (!type.fields) return undefined;
  return Object.fromEntries(Object.entries(type.fields).map(([name, field]) => [name, fractions(field.type)]));
}
