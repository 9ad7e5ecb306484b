import ts from 'typescript';

/** The part of JSON Schema (draft 2020-12) that {@link schemaOf} uses. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly description?: string;
  readonly type?: string;
  readonly const?: string | number | boolean | null;
  readonly enum?: readonly (string | number | boolean | null)[];
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema;
}

/**
 * One JSON Schema with a definition for each of these exported types, as `JSON.stringify` writes their values. Doc comments
 * become descriptions, and named types become definitions too. Objects may have further properties.
 *
 * @param types names of exported types, by the file that exports them
 * @throws Error if a file does not export a type, or a type cannot be written as JSON
 */
export function schemaOf(program: ts.Program, types: Readonly<Record<string, readonly string[]>>): JsonSchema {
  const checker = program.getTypeChecker();
  const converter = new Converter(checker);
  for (const [file, names] of Object.entries(types)) {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    for (const name of names) {
      const symbol = module && checker.getExportsOfModule(module).find((each) => each.name === name);
      if (!symbol) throw new Error(`${file} does not export ${name}`);
      converter.convert(checker.getDeclaredTypeOfSymbol(symbol));
    }
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $defs: Object.fromEntries([...converter.definitions].sort(([a], [b]) => a.localeCompare(b))),
  };
}

const describe = (checker: ts.TypeChecker, symbol: ts.Symbol): Pick<JsonSchema, 'description'> => {
  const description = ts.displayPartsToString(symbol.getDocumentationComment(checker)).replace(/\s+/g, ' ').trim();
  return description === '' ? {} : { description };
};

class Converter {
  readonly definitions = new Map<string, JsonSchema>();

  constructor(private readonly checker: ts.TypeChecker) {}

  convert(type: ts.Type): JsonSchema {
    const name = nameOf(type);
    if (name === undefined) return this.#inline(type);
    if (!this.definitions.has(name)) {
      this.definitions.set(name, {}); // A type that refers to itself finds this entry.
      const symbol = type.aliasSymbol ?? type.getSymbol();
      this.definitions.set(name, { ...(symbol && describe(this.checker, symbol)), ...this.#inline(type) });
    }
    return { $ref: `#/$defs/${name}` };
  }

  #inline(type: ts.Type): JsonSchema {
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
    if (type.isUnion()) return this.#union(type);
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
    if (type.flags & ts.TypeFlags.BooleanLiteral) return { const: this.checker.typeToString(type) === 'true' };
    if (type.flags & ts.TypeFlags.Null) return { type: 'null' };
    if (type.flags & ts.TypeFlags.String) return { type: 'string' };
    if (type.flags & ts.TypeFlags.Number) return { type: 'number' };
    if (type.flags & ts.TypeFlags.Boolean) return { type: 'boolean' };
    if (this.checker.isTupleType(type)) return this.#tuple(type as ts.TupleTypeReference);
    if (this.checker.isArrayType(type)) {
      const [element] = this.checker.getTypeArguments(type as ts.TypeReference);
      return { type: 'array', ...(element && { items: this.convert(element) }) };
    }
    if (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) return this.#object(type);
    throw new Error(`${this.checker.typeToString(type)} cannot be written as JSON`);
  }

  #union(type: ts.UnionType): JsonSchema {
    // `JSON.stringify` leaves out what is undefined.
    const members = type.types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined));
    const isBoolean = members.length === 2 && members.every(({ flags }) => flags & ts.TypeFlags.BooleanLiteral);
    if (isBoolean) return { type: 'boolean' };
    const schemas = members.map((member) => this.convert(member));
    if (schemas.every((schema) => schema.const !== undefined))
      return { enum: schemas.map(({ const: value = null }) => value) };
    const [only, ...others] = schemas;
    return only && others.length === 0 ? only : { anyOf: schemas };
  }

  /** A tuple with a rest element, such as `[A, ...A[]]`, is an array of all its elements. */
  #tuple(type: ts.TupleTypeReference): JsonSchema {
    const elements = this.checker.getTypeArguments(type).map((element) => this.convert(element));
    if (!type.target.hasRestElement) return { type: 'array', prefixItems: elements };
    const distinct = [...new Map(elements.map((element) => [JSON.stringify(element), element])).values()];
    const [only, ...others] = distinct;
    return { type: 'array', items: only && others.length === 0 ? only : { anyOf: distinct } };
  }

  #object(type: ts.Type): JsonSchema {
    const properties = type.getProperties();
    const required = properties.filter(
      (property) => !(property.flags & ts.SymbolFlags.Optional) && !mayBeUndefined(this.#typeOf(property)),
    );
    const values = type.getStringIndexType();
    return {
      type: 'object',
      ...(properties.length > 0 && {
        properties: Object.fromEntries(
          properties.map((property) => [
            property.name,
            { ...describe(this.checker, property), ...this.convert(this.#typeOf(property)) },
          ]),
        ),
      }),
      ...(required.length > 0 && { required: required.map(({ name }) => name) }),
      ...(values && { additionalProperties: this.convert(values) }),
    };
  }

  #typeOf = (property: ts.Symbol): ts.Type => this.checker.getTypeOfSymbol(property);
}

const mayBeUndefined = (type: ts.Type): boolean =>
  type.isUnion() && type.types.some(({ flags }) => flags & ts.TypeFlags.Undefined);

/** The name of a type that becomes a definition: an alias or an interface without type arguments. */
function nameOf(type: ts.Type): string | undefined {
  if (type.aliasSymbol) return type.aliasTypeArguments === undefined ? type.aliasSymbol.name : undefined;
  return type.isClassOrInterface() && !type.typeParameters ? type.symbol.name : undefined;
}
