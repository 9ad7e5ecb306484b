/** Writes docs/schemas/documents.json; `make docs` runs this. */
import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { documentsSchema, SCHEMA_FILE } from './documents';

async function write(): Promise<void> {
  const text = JSON.stringify(documentsSchema(), undefined, 2);
  writeFileSync(SCHEMA_FILE, await format(text, { parser: 'json', printWidth: 120 }));
}

void write();
