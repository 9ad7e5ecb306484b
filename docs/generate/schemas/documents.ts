import { join } from 'node:path';
import { compile, schemaOf, type JsonSchema } from './json-schema';

const ROOT = join(__dirname, '..', '..', '..');

/** One generated file, and the types that it describes. */
export interface SchemaSource<T extends string = string> {
  /** File with the generated schema. The package has it in `lib/schemas`. */
  readonly file: string;
  /** File that exports the types. */
  readonly source: string;
  readonly types: readonly T[];
}

const source = <T extends string>(name: string, path: string, types: readonly T[]): SchemaSource<T> => ({
  file: join(ROOT, 'docs', 'schemas', `${name}.json`),
  source: join(ROOT, path),
  types,
});

/** The documents that the operator's tool writes. */
export const TOOL_DOCUMENTS = source('documents', 'cli/documents.ts', [
  'StatusDocument',
  'OperationDocument',
  'BreakGlassDocument',
  'HistoryDocument',
  'JournalEntryDocument',
  'DoctorDocument',
  'DrillDocument',
  'TokenDocument',
]);

/** The events and results of the Lambdas. */
export const LAMBDA_DOCUMENTS = source('lambdas', 'functions/documents.ts', [
  'DrOperationsEvent',
  'OperationResult',
  'StatusResult',
  'DnsSwitchEvent',
  'DnsSwitchResult',
  'TokenGenCheckEvent',
  'TokenGenResult',
  'TokenGenCheckResult',
  'AuthEvent',
]);

/** Generates the JSON Schema of types from their declarations. */
export const generateSchema = ({ source: path, types }: SchemaSource): JsonSchema =>
  schemaOf(compile([path], join(ROOT, 'tsconfig.json')), path, types);
