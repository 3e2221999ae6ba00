/** What may stand at one place of an object, from the definition of its API. */
export type Type = ObjectType | MapType | ListType | StringType | PlainType;

export interface ObjectType {
  readonly kind: 'object';
  readonly fields: ReadonlyMap<string, Field>;
  /** The names of the fields that must be there. */
  readonly required: readonly string[];
}

/** A mapping whose keys the user chooses, such as labels. */
export interface MapType {
  readonly kind: 'map';
  readonly values: Type;
}

export interface ListType {
  readonly kind: 'list';
  readonly items: Type;
}

export interface StringType {
  readonly kind: 'string';
  /** The values that are allowed; none given means any. */
  readonly values?: readonly string[];
  /** Others are allowed, too. */
  readonly open?: true;
}

/** `any`: the schema says nothing (a free-form object). `text-or-number`: Kubernetes' IntOrString and quantities. */
export interface PlainType {
  readonly kind: 'number' | 'integer' | 'boolean' | 'text-or-number' | 'any';
}

export interface Field {
  readonly name: string;
  readonly type: Type;
  /** The API's own words, as Markdown; may be empty. */
  readonly description: string;
  readonly required: boolean;
}
