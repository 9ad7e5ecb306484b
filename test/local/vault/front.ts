import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ServerCertificate } from '../../helpers/certificates';

/** How a cluster meets connections. */
export type FrontState = 'open' | 'refuse' | 'black-hole' | 'wrong-certificate';

export interface FrontOptions {
  readonly host: string;
  readonly right: ServerCertificate;
  readonly wrong: ServerCertificate;
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
}

/** The listener of one cluster: plain TCP in front of TLS, so that a connection can go wrong before TLS begins. */
export class Front {
  #state: FrontState = 'open';
  #port = 0;
  readonly #tcp: Server;
  readonly #right: TlsServer;
  readonly #wrong: TlsServer;
  readonly #sockets = new Set<Socket>();

  constructor(private readonly options: FrontOptions) {
    this.#right = createTlsServer(options.right, options.onRequest);
    this.#wrong = createTlsServer(options.wrong, options.onRequest);
    for (const server of [this.#right, this.#wrong]) {
      server.keepAliveTimeout = 60_000; // a client must not meet a connection that ends by itself
      server.on('tlsClientError', (_error, socket) => socket.destroy());
    }
    this.#tcp = createServer((socket) => this.#meet(socket));
  }

  get state(): FrontState {
    return this.#state;
  }

  /** @param port 0 for a free one @returns the port */
  async listen(port: number): Promise<number> {
    this.#tcp.listen(port, this.options.host);
    await once(this.#tcp, 'listening');
    this.#port = (this.#tcp.address() as AddressInfo).port;
    return this.#port;
  }

  /** Takes effect at once; a closed listener is open again when the promise resolves. */
  async become(state: FrontState, cutConnections = true): Promise<void> {
    const before = this.#state;
    if (state === before) return;
    this.#state = state;
    if (cutConnections) this.#cut();
    if (state === 'refuse') await this.#stopListening();
    else if (before === 'refuse') await this.listen(this.#port);
  }

  async close(): Promise<void> {
    this.#cut();
    await this.#stopListening();
    this.#right.close();
    this.#wrong.close();
  }

  #meet(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {}); // clients and faults break connections
    // In a black hole the socket is never read: no TLS, no answer.
    if (this.#state === 'black-hole') return;
    (this.#state === 'wrong-certificate' ? this.#wrong : this.#right).emit('connection', socket);
  }

  /** Not by a reset: Node then keeps a socket whose TLS has just failed, and spins. */
  #cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async #stopListening(): Promise<void> {
    if (!this.#tcp.listening) return;
    this.#tcp.close();
    this.#cut();
    await once(this.#tcp, 'close');
  }
}
