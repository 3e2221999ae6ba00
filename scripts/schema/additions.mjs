// Puts our additions to the kinds of a package: fields, values and kinds that it lacks, or says too little of.
import { mapValues } from './table.mjs';

/** Changes the kinds; an addition that fits nowhere is a mistake in it. */
export function add(kinds, { fields = [], values = [], kinds: more = [] }) {
  const expand = (field) => {
    if (field.like) return fieldLike(kinds, field.like);
    return { required: false, ...field, type: expandType(field.type) };
  };
  const expandType = (type) => {
    if (type.fields) return { fields: mapValues(type.fields, expand) };
    return type.list ? { list: expandType(type.list) } : type;
  };
  const told = (field, since) => {
    const description = since ? `${field.description} Since Istio ${since}.` : field.description;
    return { ...expand(field), description };
  };
  for (const { since, kinds: names, under, fields: added } of fields) {
    for (const { type } of found(kinds, names, under))
      Object.assign(
        innermost(type).fields,
        mapValues(added, (it) => told(it, since)),
      );
  }
  for (const { kinds: names, at, values: added, open, ...said } of values) {
    for (const field of found(kinds, names, at))
      Object.assign(field, { type: withValues(field.type, added, open), ...said });
  }
  for (const { since, kind, apiVersions, ...spec } of more) {
    kinds.push({ kind, versions: Object.fromEntries(apiVersions.map((it) => [it, told(spec, since)])) });
  }
}

function fieldLike(kinds, path) {
  const [kind, ...names] = path.split('.');
  const [spec] = Object.values(kinds.find((it) => it.kind === kind).versions);
  return names.reduce((field, name) => field.type.fields[name], spec);
}

/** The fields of those kinds whose path ends as one of the given ones. */
function found(kinds, names, endings) {
  const fields = [];
  const walk = (field, path) => {
    if (endings.some((it) => path.endsWith(`.${it}`))) fields.push(field);
    for (const [name, it] of Object.entries(innermost(field.type).fields ?? {})) walk(it, `${path}.${name}`);
  };
  const specs = kinds.filter((it) => names.includes(it.kind)).flatMap((it) => Object.values(it.versions));
  for (const spec of specs) walk(spec, '');
  if (fields.length === 0) throw new Error(`An addition that fits nowhere: ${names} ${endings}`);
  return fields;
}

const innermost = (type) => (type.list ? innermost(type.list) : type);

/** `open`: others than these are allowed, too. */
function withValues(type, added, open) {
  if (type.list) return { list: withValues(type.list, added, open) };
  return { values: [...(type.values ?? []), ...added], ...(open && { open }) };
}
