import { request as requestHttp, type Agent, type IncomingHttpHeaders } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';

export interface Outgoing {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Limit on the whole exchange, milliseconds. */
  readonly timeoutMs: number;
  readonly agent?: Agent;
  /** PEM; for `https:` only. */
  readonly ca?: string;
  /** Connects to this address in place of the host of the URL. The certificate must still be for that host. */
  readonly connectTo?: string;
}

export interface Incoming {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends one request. @throws the error of Node, or `i/o timeout` after `timeoutMs` */
export function send({ url, body, timeoutMs, connectTo, ...options }: Outgoing): Promise<Incoming> {
  return new Promise((resolve, reject) => {
    const { protocol, hostname, port, pathname, search } = new URL(url);
    const target = { host: connectTo ?? hostname, port, path: pathname + search };
    const headers = { host: new URL(url).host, ...options.headers };
    const request =
      protocol === 'https:'
        ? requestHttps({ ...options, ...target, headers, ...(isIP(hostname) === 0 && { servername: hostname }) })
        : requestHttp({ ...options, ...target, headers });
    const timer = setTimeout(() => request.destroy(new Error('i/o timeout')), timeoutMs);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(error);
    };
    request.on('error', fail);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
    request.end(body);
  });
}
