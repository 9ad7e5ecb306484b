import type { IncomingHttpHeaders } from 'node:http';

/** Requests the end of the log, which has the name of a thrown error. */
export const ASK_FOR_LOG = { 'x-amz-log-type': 'Tail' } as const;

/**
 * Puts the name of a thrown error into `errorType`, as AWS does. The emulator names every error of a handler
 * `Runtime.HandlerError`.
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
