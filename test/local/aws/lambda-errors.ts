import type { IncomingHttpHeaders } from 'node:http';

/** Asks the emulator for the log's end, in which the name of a thrown error can be read. */
export const ASK_FOR_LOG = { 'x-amz-log-type': 'Tail' } as const;

/**
 * The answer of a Lambda that threw, with the error's name as `errorType` as AWS gives it. The emulator calls every
 * error of a handler the same.
 */
export function nameError(headers: IncomingHttpHeaders, body: Buffer): Buffer {
  const log = headers['x-amz-log-result'];
  if (headers['x-amz-function-error'] === undefined || typeof log !== 'string') return body;
  const trace = Buffer.from(log, 'base64').toString('utf8');
  const name = [...trace.matchAll(/^(\w*Error): /gm)].pop()?.[1];
  const failure = JSON.parse(body.toString('utf8')) as { errorType?: string };
  const isUnnamed = failure.errorType === 'Runtime.HandlerError';
  return name !== undefined && isUnnamed ? Buffer.from(JSON.stringify({ ...failure, errorType: name })) : body;
}
