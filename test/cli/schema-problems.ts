import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from '../../docs/generate/schemas/json-schema';

/**
 * Checks a value against a definition of a JSON Schema. Stricter than JSON Schema: a property that the schema does not
 * declare is a problem.
 *
 * @returns one line for each problem, with the path of the value
 */
export const schemaProblems = (schema: JsonSchema, definition: string, value: unknown): string[] =>
  new Checker(schema.$defs ?? {}).problems({ $ref: `#/$defs/${definition}` }, value, '');

class Checker {
  constructor(private readonly definitions: Readonly<Record<string, JsonSchema>>) {}

  problems(schema: JsonSchema, value: unknown, path: string): string[] {
    if (schema.$ref !== undefined) {
      const definition = this.definitions[schema.$ref.replace('#/$defs/', '')];
      return definition ? this.problems(definition, value, path) : [`${path}: ${schema.$ref} is not defined`];
    }
    if (schema.anyOf) {
      const attempts = schema.anyOf.map((each) => this.problems(each, value, path));
      // The alternative with the fewest problems is the one that was meant.
      return attempts.sort((a, b) => a.length - b.length)[0] ?? [];
    }
    if (schema.const !== undefined) return schema.const === value ? [] : [`${path}: is not ${String(schema.const)}`];
    if (schema.enum) {
      const isKnown = schema.enum.some((each) => isDeepStrictEqual(each, value));
      return isKnown ? [] : [`${path}: is none of ${schema.enum.join(', ')}`];
    }
    if (schema.type !== undefined && schema.type !== typeOf(value)) return [`${path}: is not of type ${schema.type}`];
    if (Array.isArray(value)) return value.flatMap((each, index) => this.#element(schema, each, index, path));
    if (schema.type === 'object') return this.#object(schema, value as Readonly<Record<string, unknown>>, path);
    return [];
  }

  #element(schema: JsonSchema, value: unknown, index: number, path: string): string[] {
    const element = schema.prefixItems ? schema.prefixItems[index] : schema.items;
    return element ? this.problems(element, value, `${path}/${index}`) : [`${path}/${index}: is not declared`];
  }

  #object(schema: JsonSchema, value: Readonly<Record<string, unknown>>, path: string): string[] {
    const missing = (schema.required ?? []).filter((name) => !(name in value));
    return [
      ...missing.map((name) => `${path}/${name}: is missing`),
      ...Object.entries(value).flatMap(([name, each]) => {
        const property = schema.properties?.[name] ?? schema.additionalProperties;
        return property ? this.problems(property, each, `${path}/${name}`) : [`${path}/${name}: is not declared`];
      }),
    ];
  }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
