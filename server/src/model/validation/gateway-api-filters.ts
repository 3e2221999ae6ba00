import { named, reference } from './gateway-api-parts';
import { isObjectName } from './names';
import { inLowerCase } from './repair';
import { atMost, between, form, port, type Requirement, repeated, requirement } from './requirement';

/** Where requests are sent to; a Service has several ports. */
export const backend = (path: string): Requirement[] => [
  ...reference(path),
  between(`${path}.weight`, 0, 1_000_000),
  requirement(path, "A Service needs 'port'", (it) => {
    const isService = it.field('group').choice('') === '' && it.field('kind').choice('Service') === 'Service';
    return isService && !it.field('port').isSet ? it.field('name') : undefined;
  }),
];

/** The field that says more of each type of filter. */
const filterFields: Readonly<Record<string, string>> = {
  RequestHeaderModifier: 'requestHeaderModifier',
  ResponseHeaderModifier: 'responseHeaderModifier',
  RequestMirror: 'requestMirror',
  RequestRedirect: 'requestRedirect',
  URLRewrite: 'urlRewrite',
  ExtensionRef: 'extensionRef',
  CORS: 'cors',
};
const repeatable: readonly string[] = ['RequestMirror', 'ExtensionRef'];

export const filters = (path: string): Requirement[] => [
  atMost(path, 16),
  requirement(path, "'RequestRedirect' and 'URLRewrite' exclude each other", (list) => {
    const types = list.items.map((it) => it.field('type'));
    return types.some((it) => it.word === 'RequestRedirect')
      ? types.filter((it) => it.word === 'URLRewrite')
      : undefined;
  }),
  requirement(path, 'A filter of this type is there once', (list) =>
    repeated(list.items, (it) => {
      const { word } = it.field('type');
      return word !== undefined && word in filterFields && !repeatable.includes(word) ? word : undefined;
    }).map((it) => it.field('type')),
  ),
  requirement(`${path}[]`, "A filter needs the field that is called like its 'type'", (it) => {
    const field = filterFields[it.field('type').choice('')];
    return field !== undefined && !it.field(field).isSet ? it.field('type') : undefined;
  }),
  requirement(`${path}[]`, "A filter has only the field that is called like its 'type'", (it) => {
    const { word } = it.field('type');
    if (word === undefined || !(word in filterFields)) return undefined;
    return Object.values(filterFields)
      .filter((name) => name !== filterFields[word])
      .map((name) => it.field(name))
      .filter((field) => field.isSet);
  }),
  ...backend(`${path}[].requestMirror.backendRef`),
  ...['requestRedirect', 'urlRewrite'].flatMap((name) => [
    form(
      `${path}[].${name}.hostname`,
      "'hostname' is a full name in lower case, without '*'",
      isObjectName,
      inLowerCase,
    ),
    ...['ReplaceFullPath', 'ReplacePrefixMatch'].map((type) => newPath(`${path}[].${name}.path`, type)),
  ]),
  port(`${path}[].requestRedirect.port`),
  requirement(`${path}[].requestRedirect.statusCode`, "'statusCode' is one of 301, 302, 303, 307 and 308", (it) =>
    it.number === undefined || [301, 302, 303, 307, 308].includes(it.number) ? undefined : it,
  ),
  ...['requestHeaderModifier', 'responseHeaderModifier'].flatMap((it) =>
    ['set', 'add'].flatMap((one) => named(`${path}[].${it}.${one}`)),
  ),
];

/** A path has the field that is called like its type, and no other. */
function newPath(path: string, type: string): Requirement {
  const field = type.charAt(0).toLowerCase() + type.slice(1);
  return requirement(path, `'${field}' is there just with type '${type}'`, (it) => {
    const written = it.field('type');
    if (written.text === undefined) return undefined;
    return (written.text === type) === it.field(field).isSet
      ? undefined
      : it.field(field).isSet
        ? it.field(field)
        : written;
  });
}
