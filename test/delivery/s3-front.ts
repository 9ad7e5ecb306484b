import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request of S3, as a test tells it from others. */
export interface S3Call {
  readonly method: string;
  /** Path with the bucket and the key, without the query. */
  readonly path: string;
}

export interface S3Refusal {
  readonly status: number;
  readonly code: string;
}

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?')[0] ?? '';

/** Passes every call on to the emulator, except those that a test refuses in the words of S3. */
export class S3Front {
  /** Decides about each call; `undefined` passes it on. */
  refuse: (call: S3Call) => S3Refusal | undefined = () => undefined;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('request', (incoming, response) => this.answer(incoming, response));
  }

  static async start(target: string): Promise<S3Front> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new S3Front(server, new URL(target));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(incoming: IncomingMessage, response: ServerResponse): void {
    const refusal = this.refuse({ method: incoming.method ?? '', path: pathOf(incoming) });
    if (refusal !== undefined) {
      incoming.resume();
      response.writeHead(refusal.status, { 'content-type': 'application/xml' });
      response.end(`<?xml version="1.0"?><Error><Code>${refusal.code}</Code><Message>planted</Message></Error>`);
      return;
    }
    const { hostname, port } = this.target;
    // The signature covers the headers, the name of this server among them, so they stay as they are.
    const options = { hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers };
    const passed = request(options, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    incoming.pipe(passed);
  }
}
