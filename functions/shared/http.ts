import { request as httpsRequest, type Agent } from 'node:https';
import { BadAnswerError, NoAnswerError, type NoAnswerCause } from './errors';

export type HttpMethod = 'GET' | 'POST' | 'DELETE';

export interface HttpRequest {
  readonly method: HttpMethod;
  /** `https://host:port`. */
  readonly address: string;
  /** Begins with `/`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Limit of the whole exchange, from the DNS lookup to the end of the answer, milliseconds. */
  readonly timeoutMs: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** Vault's answers are a few KiB, so a longer one is not from Vault. */
const MOST_BYTES = 1024 * 1024;

/**
 * One HTTPS exchange. Redirects are not followed, because a token must not be sent to another host.
 *
 * @throws NoAnswerError if there is no complete answer; BadAnswerError for a bad certificate or a redirect
 */
export function exchange(
  agent: Agent,
  { method, address, path, headers, body, timeoutMs }: HttpRequest,
): Promise<HttpAnswer> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    let connected = false;
    const request = httpsRequest(address + path, {
      agent,
      method,
      headers: {
        accept: 'application/json',
        ...(payload !== undefined && {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(payload),
        }),
        ...headers,
      },
    });
    const timer = setTimeout(() => request.destroy(new Timeout()), timeoutMs);
    const fail = (cause: unknown): void => {
      clearTimeout(timer);
      reject(asError(cause, { address, path, mayHaveEffect: connected }));
    };
    request.on('socket', (socket) => {
      if (request.reusedSocket) connected = true;
      else socket.once('secureConnect', () => (connected = true));
    });
    request.on('error', fail);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        chunks.push(chunk);
        if (bytes > MOST_BYTES) request.destroy(new TooLong());
      });
      response.on('error', fail);
      response.on('end', () => {
        clearTimeout(timer);
        const status = response.statusCode ?? 0;
        if (!response.complete) return fail(new Error('the answer ended early'));
        if (status >= 300 && status < 400) return reject(new BadAnswerError(address, path, 'redirect'));
        resolve({ status, text: Buffer.concat(chunks).toString('utf8') });
      });
    });
    request.end(payload);
  });
}

export class Timeout extends Error {}
class TooLong extends Error {}

const CAUSES: Readonly<Record<string, NoAnswerCause>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  ENOTFOUND: 'name',
  EAI_AGAIN: 'name',
  ETIMEDOUT: 'timeout',
};

export function asError(cause: unknown, at: { address: string; path: string; mayHaveEffect: boolean }): Error {
  const { address, path, mayHaveEffect } = at;
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  if (cause instanceof TooLong) return new BadAnswerError(address, path, 'not-json');
  if (asksForClientCertificate(cause as Error))
    return new BadAnswerError(address, path, 'client-certificate', { cause });
  if (isCertificateFailure(code)) return new BadAnswerError(address, path, 'certificate', { cause });
  const noAnswer = cause instanceof Timeout ? 'timeout' : (CAUSES[code] ?? 'reset');
  return new NoAnswerError(address, path, noAnswer, mayHaveEffect, { cause });
}

/**
 * Alerts of TLS about the certificate of the client: bad, unsupported, revoked, expired, unknown, of an unknown authority,
 * access denied, required.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc8446#section-6.2
 */
const ABOUT_OUR_CERTIFICATE: ReadonlySet<number> = new Set([42, 43, 44, 45, 46, 48, 49, 116]);

/** Whether the other side ended the handshake because of the client's certificate, or because there is none. */
export function asksForClientCertificate({ message }: Error): boolean {
  // eslint-disable-next-line no-restricted-syntax -- OpenSSL's own words: Node's code names the alert only with TLS 1.3
  return ABOUT_OUR_CERTIFICATE.has(Number(/SSL alert number (\d+)/.exec(message)?.[1]));
}

/** Codes of OpenSSL's verification and of Node's check of the host name. */
const isCertificateFailure = (code: string): boolean =>
  /^(EPROTO|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|INVALID_CA|HOSTNAME_MISMATCH)/.test(code);
