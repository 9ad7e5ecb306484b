import { join } from 'node:path';
import { compile, schemaOf, type JsonSchema } from './json-schema';

const ROOT = join(__dirname, '..', '..', '..');
const DOCUMENTS = join(ROOT, 'cli', 'documents.ts');

/** Types of the documents that the operator's tool writes. */
export const DOCUMENT_TYPES = [
  'StatusDocument',
  'OperationDocument',
  'BreakGlassDocument',
  'HistoryDocument',
  'JournalEntryDocument',
  'DoctorDocument',
  'DrillDocument',
  'TokenDocument',
] as const;

/** File with the generated schema. The package has it as `lib/schemas/documents.json`. */
export const SCHEMA_FILE = join(ROOT, 'docs', 'schemas', 'documents.json');

/** Generates the JSON Schema of the tool's documents from their types. */
export const documentsSchema = (): JsonSchema =>
  schemaOf(compile([DOCUMENTS], join(ROOT, 'tsconfig.json')), DOCUMENTS, DOCUMENT_TYPES);
