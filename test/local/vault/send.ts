import { request as requestHttp, type Agent, type IncomingHttpHeaders } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';

export interface Outgoing {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Limit on the whole exchange. */
  readonly timeoutMs: number;
  readonly agent?: Agent;
  /** PEM; for `https:` only. */
  readonly ca?: string;
  /** Connects to this address instead of the URL's host, whose name the certificate still has to have. */
  readonly connectTo?: string;
}

export interface Incoming {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One exchange with a limit on its duration. @throws the error of Node, `i/o timeout` when the time is up */
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
