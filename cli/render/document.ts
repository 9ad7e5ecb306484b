import { stringify } from 'yaml';
import { DOCUMENT_VERSION } from '../../functions/dr-operations/contract';
import type { ToolDocument } from '../documents';
import type { Io, OutputFormat } from '../io';

/** Writes a result to standard output: as text, or as a document in JSON or YAML. */
export function writeResult(
  io: Io,
  format: OutputFormat,
  document: ToolDocument,
  text: () => string,
  { oneLine = false }: { /** Whether a JSON document has one line. */ readonly oneLine?: boolean } = {},
): void {
  const versioned = { version: DOCUMENT_VERSION, ...document };
  switch (format) {
    case 'table':
      return io.out(text());
    case 'json':
      return io.out(JSON.stringify(versioned, undefined, oneLine ? undefined : 2));
    case 'yaml':
      return io.out(stringify(versioned, { lineWidth: 0 }).trimEnd());
  }
}
