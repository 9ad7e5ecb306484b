import { request as httpsRequest, type Agent } from 'node:https';
import { pipeline } from 'node:stream';
import { BadAnswerError } from './errors';
import { asError, Timeout } from './http';

export interface StreamRequest {
  readonly method: 'GET' | 'POST';
  /** `https://host:port`. */
  readonly address: string;
  /** Begins with `/`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is. */
  readonly upload?: { readonly body: NodeJS.ReadableStream; readonly bytes: number };
  /** Limit of the whole exchange, from the DNS lookup to the last byte that is read, milliseconds. */
  readonly timeoutMs: number;
}

/** An answer whose body is still to be read. */
export interface OpenAnswer {
  readonly status: number;
  /** @throws NoAnswerError if it ends early */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Longest text that is read from an answer. */
const MOST_BYTES = 64 * 1024;

/**
 * One HTTPS exchange with a body of any length. Redirects are not followed, because a token must not be sent to another
 * host.
 *
 * @throws NoAnswerError if there is no answer; BadAnswerError for a bad certificate or a redirect
 */
export function openExchange(
  agent: Agent,
  { method, address, path, headers, upload, timeoutMs }: StreamRequest,
): Promise<OpenAnswer> {
  return new Promise((resolve, reject) => {
    let connected = false;
    const failure = (cause: unknown): Error => asError(cause, { address, path, mayHaveEffect: connected });
    const request = httpsRequest(address + path, {
      agent,
      method,
      headers: {
        ...(upload && { 'content-type': 'application/octet-stream', 'content-length': upload.bytes }),
        ...headers,
      },
    });
    const timer = setTimeout(() => request.destroy(new Timeout()), timeoutMs);
    request.on('close', () => clearTimeout(timer));
    request.on('socket', (socket) => {
      if (request.reusedSocket) connected = true;
      else socket.once('secureConnect', () => (connected = true));
    });
    request.on('error', (cause) => reject(failure(cause)));
    request.on('response', (response) => {
      const status = response.statusCode ?? 0;
      if (status >= 300 && status < 400) {
        request.destroy();
        return reject(new BadAnswerError(address, path, 'redirect'));
      }
      async function* body(): AsyncGenerator<Uint8Array> {
        try {
          for await (const chunk of response as AsyncIterable<Buffer>) yield chunk;
        } catch (cause) {
          throw failure(cause);
        } finally {
          request.destroy();
        }
      }
      resolve({ status, body: body() });
    });
    if (!upload) request.end();
    // A failure of the file ends the request, whose failure is reported.
    else pipeline(upload.body, request, (cause) => cause && reject(failure(cause)));
  });
}

/** The beginning of a body as text. */
export async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MOST_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
