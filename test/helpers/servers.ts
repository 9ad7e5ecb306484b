import { once } from 'node:events';
import { createServer as createHttpsServer, type Server as HttpsServer, type ServerOptions } from 'node:https';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { createAuthority } from './certificates';

/** A request that a server received. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface RunningServer {
  /** `https://127.0.0.1:port`. */
  readonly address: string;
  readonly port: number;
  readonly requests: SeenRequest[];
  /** TCP connections, oldest first. */
  readonly sockets: Socket[];
}

/** The authority of all test servers, unless a server has another certificate. */
export const authority = createAuthority();
const certificate = authority.issue('127.0.0.1');

/** Options of a server that asks for a client certificate of its authority. */
export const ASKS_FOR_CERTIFICATE = {
  ...certificate,
  ca: authority.ca,
  requestCert: true,
  rejectUnauthorized: true,
} satisfies ServerOptions;

const running = new Map<RunningServer, Server>();

/** Starts an HTTPS server on loopback. {@link closeServers} ends it. */
export async function startHttps(
  answer: (request: SeenRequest, response: ServerResponse, server: RunningServer) => void,
  identity: ServerOptions = certificate,
): Promise<RunningServer> {
  const server: HttpsServer = createHttpsServer(identity);
  const started = await listen(server);
  server.on('request', (incoming, response) => {
    void text(incoming).then((body) => {
      const { method = '', url: path = '', headers } = incoming;
      const request = { method, path, headers, body };
      started.requests.push(request);
      answer(request, response, started);
    });
  });
  return started;
}

/** Starts a TCP server without TLS. */
export const startTcp = async (onConnection: (socket: Socket) => void = () => {}): Promise<RunningServer> =>
  listen(createTcpServer(onConnection));

async function listen(server: Server): Promise<RunningServer> {
  const sockets: Socket[] = [];
  server.on('connection', (socket) => {
    sockets.push(socket);
    socket.on('error', () => {}); // tests break connections on purpose
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const started = { address: `https://127.0.0.1:${port}`, port, requests: [], sockets };
  running.set(started, server);
  return started;
}

export async function closeServer(started: RunningServer): Promise<void> {
  const server = running.get(started);
  running.delete(started);
  for (const socket of started.sockets) socket.destroy();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
}

/** Waits until the clients have closed every connection. */
export async function connectionsClosed({ sockets }: RunningServer): Promise<void> {
  await Promise.all(sockets.filter(({ closed }) => !closed).map((socket) => once(socket, 'close')));
}

/** Ends every server that a test started. For `afterEach`. */
export async function closeServers(): Promise<void> {
  await Promise.all([...running.keys()].map(closeServer));
}

/** An address on loopback that refuses connections. */
export async function refusingAddress(): Promise<string> {
  const server = await startTcp();
  await closeServer(server);
  return server.address;
}
