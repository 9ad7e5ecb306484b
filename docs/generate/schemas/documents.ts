import { join } from 'node:path';
import { compile } from '../compile';
import { schemaOf, type JsonSchema } from './json-schema';

const ROOT = join(__dirname, '..', '..', '..');

/** Types of all documents, by the file that exports them. */
const TYPES = {
  'cli/documents.ts': [
    'StatusDocument',
    'OperationDocument',
    'BreakGlassDocument',
    'HistoryDocument',
    'JournalEntryDocument',
    'DrillsDocument',
    'DoctorDocument',
    'DrillDocument',
    'AdoptDocument',
    'TokenDocument',
    'ControlDocument',
    'EvacuationDocument',
    'InitDocument',
    'UpgradeDocument',
    'ErrorDocument',
  ],
  'functions/auth/contract.ts': ['AuthEvent', 'AuthResult'],
  'functions/dns-switch/contract.ts': ['DnsSwitchEvent', 'DnsSwitchResult'],
  'functions/dr-operation-token-gen/contract.ts': ['TokenGenResult', 'TokenGenCheckEvent', 'TokenGenCheckResult'],
  'functions/dr-operations/contract.ts': ['DrOperationsEvent', 'ControlEvent', 'DrillRecordEvent'],
  'functions/dr-operations/automatic/controls.ts': ['ControlResult'],
  'functions/dr-operations/drill/record.ts': ['DrillRecordResult'],
  'functions/events/contract.ts': [
    'OperationStarted',
    'OperationStep',
    'OperationFinished',
    'OperationRefused',
    'RoleChanged',
    'AutomaticChanged',
  ],
  'functions/dr-operations/result.ts': ['OperationResult', 'StatusResult'],
} as const;
export type DocumentType = (typeof TYPES)[keyof typeof TYPES][number];

/** File with the generated schema. The package has it as `lib/schemas/documents.json`. */
export const SCHEMA_FILE = join(ROOT, 'docs', 'schemas', 'documents.json');

/** Generates the JSON Schema of the documents of the tool and of the Lambdas' events and results from their types. */
export function documentsSchema(): JsonSchema {
  const types = Object.fromEntries(Object.entries(TYPES).map(([file, names]) => [join(ROOT, file), names]));
  return schemaOf(compile(Object.keys(types), join(ROOT, 'tsconfig.json')), types);
}
