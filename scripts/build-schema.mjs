// Builds the table of Istio's fields, server/src/schema/generated/istio.json, from the declarations of
// @kubernetes-models/istio and from what they lack (server/src/schema/additions.json). server/src/schema/table.ts says
// how the table is laid out. While it is built, a type is written as in the additions: a plain type's name,
// { values }, { list }, { map } or { fields }.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';

const root = join(import.meta.dirname, '..');
const models = join(root, 'node_modules/@kubernetes-models/istio');
const additionsFile = join(root, 'server/src/schema/additions.json');
const output = join(root, 'server/src/schema/generated/istio.json');

/** Builds the table where it is missing or older than what it is made from. */
export async function buildStaleSchema() {
  const inputs = [fileURLToPath(import.meta.url), additionsFile, join(models, 'package.json')];
  const built = statSync(output, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (inputs.some((input) => statSync(input).mtimeMs > built)) await buildSchema();
}

export async function buildSchema() {
  const kinds = await readModels();
  add(kinds, JSON.parse(readFileSync(additionsFile, 'utf8')));
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, JSON.stringify(new Table().with(kinds)));
}

/** The kinds of the package with their `spec`; versions that differ in nothing but their name are read once. */
async function readModels() {
  const kinds = new Map();
  const files = readdirSync(models, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'));
  for (const file of files.sort()) {
    const [, group, version, kind] = /^([\w.]+)\/(v\d\w*)\/([A-Z]\w*)\.d\.ts$/.exec(file) ?? [];
    if (!kind) continue;
    const text = readFileSync(join(models, file), 'utf8');
    const same = text.replaceAll(`${group}/${version}`, group);
    const known = kinds.get(same);
    if (known) known.apiVersions.push(`${group}/${version}`);
    else {
      const spec = readSpec(file, text);
      // the operator's API is no resource of a cluster any more, and its `spec` is free
      if (!spec) continue;
      await markIntegers(spec, `${group}/${version}`, kind);
      kinds.set(same, { kind, apiVersions: [`${group}/${version}`], ...spec });
    }
  }
  return [...kinds.values()];
}

function readSpec(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const members = source.statements.find(ts.isInterfaceDeclaration)?.members ?? [];
  const spec = members.find((it) => it.name.text === 'spec');
  return spec && readField(spec);
}

function readField(member) {
  const comment = (member.jsDoc ?? []).map((it) => ts.getTextOfJSDocComment(it.comment) ?? '').join('\n\n');
  const [description, options] = comment.split(/\s*Valid Options: /);
  return {
    type: readType(member.type, options?.split(', ')),
    description: description === 'Optional.' ? '' : description,
    required: !member.questionToken,
  };
}

const plain = new Map([
  [ts.SyntaxKind.StringKeyword, 'string'],
  [ts.SyntaxKind.NumberKeyword, 'number'],
  [ts.SyntaxKind.BooleanKeyword, 'boolean'],
]);

function readType(node, options = []) {
  const name = plain.get(node.kind);
  if (name) return name;
  if (ts.isTypeReferenceNode(node) && node.typeName.getText() === 'Array') {
    return { list: readType(node.typeArguments[0], options) };
  }
  // one of several fields: the first part has them all, what follows only says which go together
  if (ts.isIntersectionTypeNode(node)) return readType(node.types[0]);
  if (ts.isTypeLiteralNode(node)) {
    const [first] = node.members;
    if (!first) return 'any';
    return ts.isIndexSignatureDeclaration(first)
      ? { map: readType(first.type) }
      : { fields: Object.fromEntries(node.members.map((it) => [it.name.text, readField(it)])) };
  }
  if (ts.isUnionTypeNode(node)) {
    if (node.types.every((it) => plain.has(it.kind))) return 'text-or-number';
    // values that Istio's documentation does not offer, such as UNSPECIFIED, come last
    const values = node.types.map((it) => it.literal.text);
    return {
      values: [...values.filter((it) => options.includes(it)), ...values.filter((it) => !options.includes(it))],
    };
  }
  throw new Error(`A type of an unknown form: ${node.getText()}`);
}

/** The declarations call every number `number`; the package's validator says which must be whole. */
async function markIntegers(spec, apiVersion, kind) {
  const [group, version] = apiVersion.split('/');
  const pascal = `${group}.${version}`.replace(/(?:^|\.)(\w)/g, (_, letter) => letter.toUpperCase());
  const { validate } = await import(pathToFileURL(join(models, `_schemas/${pascal}${kind}.js`)).href);
  validate({ apiVersion, kind, spec: fractions(spec.type) });
  for (const { keyword, params, instancePath } of validate.errors ?? []) {
    if (keyword !== 'type' || params.type !== 'integer') continue;
    const path = instancePath.split('/').slice(2);
    const last = path.pop();
    const parent = path.reduce((type, step) => type.list ?? type.map ?? type.fields[step].type, spec.type);
    if (parent.fields) parent.fields[last].type = 'integer';
    else parent[parent.list ? 'list' : 'map'] = 'integer';
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

/** Puts our additions in; one that fits nowhere is a mistake in them. */
function add(kinds, additions) {
  const expand = (field, since) => {
    if (field.like) return fieldLike(kinds, field.like);
    const type = expandType(field.type, since);
    return { required: false, ...field, type };
  };
  const expandType = (type) => {
    if (type.fields) return { fields: mapValues(type.fields, (field) => expand(field)) };
    return type.list ? { list: expandType(type.list) } : type;
  };
  const told = (field, since) => ({ ...expand(field), description: `${field.description} Since Istio ${since}.` });
  for (const { since, kinds: names, under, fields } of additions.fields) {
    for (const type of found(kinds, names, under))
      Object.assign(
        type.fields,
        mapValues(fields, (it) => told(it, since)),
      );
  }
  for (const { kinds: names, at, values } of additions.values) {
    for (const type of found(kinds, names, at)) type.values.push(...values);
  }
  for (const { since, kind, apiVersions, ...spec } of additions.kinds) {
    kinds.push({ kind, apiVersions, ...told(spec, since) });
  }
}

const mapValues = (object, change) => Object.fromEntries(Object.entries(object).map(([key, it]) => [key, change(it)]));

function fieldLike(kinds, path) {
  const [kind, ...names] = path.split('.');
  return names.reduce(
    (field, name) => field.type.fields[name],
    kinds.find((it) => it.kind === kind),
  );
}

/** The types of those kinds whose path, lists left out, ends as one of the given ones. */
function found(kinds, names, endings) {
  const types = new Set();
  const walk = (type, path) => {
    if (type.list) return walk(type.list, path);
    if (endings.some((it) => path.endsWith(`.${it}`))) types.add(type);
    for (const [name, field] of Object.entries(type.fields ?? {})) walk(field.type, `${path}.${name}`);
  };
  for (const it of kinds) if (names.includes(it.kind)) walk(it.type, '');
  if (types.size === 0) throw new Error(`An addition that fits nowhere: ${names} ${endings}`);
  return types;
}

/** Numbers types and descriptions, equal ones alike. */
class Table {
  descriptions = new Map([['', 0]]);
  types = new Map();

  with(kinds) {
    const encoded = kinds.map(({ kind, apiVersions, ...spec }) => ({ kind, apiVersions, spec: this.#field(spec) }));
    const types = [...this.types.keys()].map((it) => JSON.parse(it));
    return { kinds: encoded, types, descriptions: [...this.descriptions.keys()] };
  }

  #field({ type, description, required }) {
    const field = [this.#type(type), number(this.descriptions, description), required ? 1 : 0];
    while (field.length > 1 && field.at(-1) === 0) field.pop();
    return field;
  }

  #type(type) {
    const encoded = { ...type };
    if (type.list) encoded.list = this.#type(type.list);
    if (type.map) encoded.map = this.#type(type.map);
    if (type.fields) encoded.fields = mapValues(type.fields, (field) => this.#field(field));
    return number(this.types, JSON.stringify(typeof type === 'string' ? type : encoded));
  }
}

function number(numbers, key) {
  if (!numbers.has(key)) numbers.set(key, numbers.size);
  return numbers.get(key);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildSchema();
