import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ServerCertificate } from '../../helpers/certificates';

/** How a cluster reacts to connections. */
export type FrontState = 'open' | 'refuse' | 'black-hole' | 'wrong-certificate';

export interface FrontOptions {
  readonly host: string;
  readonly right: ServerCertificate;
  readonly wrong: ServerCertificate;
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
}

/** The listener of one cluster. Plain TCP in front of TLS, so that a fault can hit a connection before TLS begins. */
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
      server.keepAliveTimeout = 60_000; // no kept connection ends by itself while a client uses it
      server.on('tlsClientError', (_error, socket) => socket.destroy());
    }
    this.#tcp = createServer((socket) => this.#meet(socket));
  }

  get state(): FrontState {
    return this.#state;
  }

  /** @param port 0 for a free port @returns the port */
  async listen(port: number): Promise<number> {
    this.#tcp.listen(port, this.options.host);
    await once(this.#tcp, 'listening');
    this.#port = (this.#tcp.address() as AddressInfo).port;
    return this.#port;
  }

  /** Takes effect at once. When a closed listener opens again, it is open once the promise resolves. */
  async become(state: FrontState, cutConnections = true): Promise<void> {
    const before = this.#state;
    if (state === before) return;
    this.#state = state;
    if (cutConnections) this.#cut();
    if (state === 'refuse') await this.#stopListening();
    else if (before === 'refuse') await this.listen(this.#port);
  }

  /** Shows this certificate on new connections from now on. */
  present(certificate: ServerCertificate): void {
    this.#right.setSecureContext(certificate);
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
    // A black hole never reads the socket, so there is no TLS handshake and no answer.
    if (this.#state === 'black-hole') return;
    (this.#state === 'wrong-certificate' ? this.#wrong : this.#right).emit('connection', socket);
  }

  /** Closes without a reset: after a reset, Node keeps a socket whose TLS handshake failed and uses a whole processor. */
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
