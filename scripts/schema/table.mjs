// The table as it is written: types and descriptions are numbered, equal ones alike.

export class Table {
  #kinds = [];
  #descriptions = new Map([['', 0]]);
  #types = new Map();

  add(kinds) {
    for (const { kind, versions } of kinds)
      this.#kinds.push({ kind, versions: mapValues(versions, (spec) => this.#field(spec)) });
  }

  toJSON() {
    const types = [...this.#types.keys()].map((it) => JSON.parse(it));
    return { kinds: this.#kinds, types, descriptions: [...this.#descriptions.keys()] };
  }

  #field({ type, description, required }) {
    const field = [this.#type(type), number(this.#descriptions, description), required ? 1 : 0];
    while (field.length > 1 && field.at(-1) === 0) field.pop();
    return field;
  }

  #type(type) {
    const encoded = { ...type };
    if (type.list) encoded.list = this.#type(type.list);
    if (type.map) encoded.map = this.#type(type.map);
    if (type.fields) encoded.fields = mapValues(type.fields, (field) => this.#field(field));
    return number(this.#types, JSON.stringify(typeof type === 'string' ? type : encoded));
  }
}

export const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([key, it]) => [key, change(it)]));

function number(numbers, key) {
  if (!numbers.has(key)) numbers.set(key, numbers.size);
  return numbers.get(key);
}
