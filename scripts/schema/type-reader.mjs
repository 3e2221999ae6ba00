// Reads types of TypeScript declarations. While the table is built, a type is written as in the additions: a plain
// type's name, { values }, { list }, { map } or { fields }; a field is { type, description, required }.
import ts from 'typescript';
import { readDescription } from './description.mjs';

const plain = new Map([
  [ts.SyntaxKind.StringKeyword, 'string'],
  [ts.SyntaxKind.NumberKeyword, 'number'],
  [ts.SyntaxKind.BooleanKeyword, 'boolean'],
]);

export class TypeReader {
  #checker;

  constructor(checker) {
    this.#checker = checker;
  }

  /** The field `spec` of the kind that a file declares; what is said of the kind itself says more of it. */
  spec(file) {
    const kind = file.statements.find(ts.isInterfaceDeclaration);
    const member = kind?.members.find((it) => it.name.text === 'spec');
    const spec = member && this.#field(member);
    return spec && { ...spec, description: readDescription(kind).description || spec.description };
  }

  #field(member) {
    const { description, options } = readDescription(member);
    return { type: this.#type(member.type, options), description, required: !member.questionToken };
  }

  #fields(members) {
    return { fields: Object.fromEntries(members.map((it) => [it.name.text, this.#field(it)])) };
  }

  #type(node, options = []) {
    const name = plain.get(node.kind);
    if (name) return name;
    if (ts.isTypeReferenceNode(node)) {
      if (node.typeName.getText() === 'Array') return { list: this.#type(node.typeArguments[0], options) };
      const declared = this.#declaration(node.typeName);
      return ts.isInterfaceDeclaration(declared)
        ? this.#fields(this.#members(declared))
        : this.#type(declared.type, options);
    }
    // one of several fields: the first part has them all, what follows only says which go together
    if (ts.isIntersectionTypeNode(node)) return this.#type(node.types[0]);
    if (ts.isTypeLiteralNode(node)) {
      const [first] = node.members;
      if (!first) return 'any';
      return ts.isIndexSignatureDeclaration(first) ? { map: this.#type(first.type) } : this.#fields(node.members);
    }
    if (ts.isUnionTypeNode(node)) return union(node, options);
    throw new Error(`A type of an unknown form: ${node.getText()}`);
  }

  #declaration(name) {
    const symbol = this.#checker.getSymbolAtLocation(name);
    const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    return (isAlias ? this.#checker.getAliasedSymbol(symbol) : symbol).declarations[0];
  }

  /** The members of an interface, those that it inherits first. */
  #members({ heritageClauses = [], members }) {
    const parents = heritageClauses.flatMap((it) => [...it.types]).map((it) => this.#declaration(it.expression));
    return [...parents.flatMap((it) => this.#members(it)), ...members];
  }
}

function union(node, options) {
  if (node.types.every((it) => plain.has(it.kind))) return 'text-or-number';
  if (node.types.every((it) => ts.isNumericLiteral(it.literal))) return 'integer';
  // values that the documentation does not offer, such as UNSPECIFIED, come last
  const values = node.types.map((it) => it.literal.text);
  return {
    values: [...values.filter((it) => options.includes(it)), ...values.filter((it) => !options.includes(it))],
  };
}
