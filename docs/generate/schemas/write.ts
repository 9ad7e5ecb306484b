/** Writes the schemas in docs/schemas; `make docs` runs this. */
import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { generateSchema, LAMBDA_DOCUMENTS, TOOL_DOCUMENTS } from './documents';

async function write(): Promise<void> {
  for (const source of [TOOL_DOCUMENTS, LAMBDA_DOCUMENTS]) {
    const text = JSON.stringify(generateSchema(source), undefined, 2);
    writeFileSync(source.file, await format(text, { parser: 'json', printWidth: 120 }));
  }
}

void write();
