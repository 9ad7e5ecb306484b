import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** `refused`: nobody listens, and open connections are reset. `silent`: connections stay open and nothing passes. */
export type WireState = 'passes' | 'refused' | 'silent' | { readonly slowMs: number };

/** A TCP connection to a port of 127.0.0.1 that can be cut. */
export class Wire {
  readonly #open = new Set<Socket>();
  #server: Server | undefined;
  #state: WireState = 'passes';

  private constructor(
    private readonly target: number,
    private readonly host: string,
    public port: number,
  ) {}

  static async start(target: number, { host = '127.0.0.1', port = 0 } = {}): Promise<Wire> {
    const wire = new Wire(target, host, port);
    await wire.#listen();
    return wire;
  }

  /** Changes what happens from now on, also on connections that are open. */
  async set(state: WireState): Promise<void> {
    const before = this.#state;
    this.#state = state;
    if (state === 'refused') return this.#close();
    if (before === 'refused') return this.#listen();
    // What a silent connection has swallowed is lost, so it cannot go on.
    if (before === 'silent') this.#reset();
  }

  async stop(): Promise<void> {
    await this.#close();
  }

  async #listen(): Promise<void> {
    this.#server = createServer((incoming) => this.#lead(incoming));
    await once(this.#server.listen(this.port, this.host), 'listening');
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) this.port = address.port;
  }

  async #close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#reset();
    if (server) await once(server.close(), 'close');
  }

  #reset(): void {
    this.#open.forEach((socket) => socket.destroy());
  }

  #lead(incoming: Socket): void {
    const onward = connect(this.target, '127.0.0.1');
    this.#pass(incoming, onward);
    this.#pass(onward, incoming);
  }

  #pass(from: Socket, to: Socket): void {
    this.#open.add(from);
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#open.delete(from);
      if (this.#state !== 'silent') to.destroy();
    });
    const send = (chunk: Buffer): void => {
      if (to.destroyed || to.write(chunk)) return;
      from.pause();
      to.once('drain', () => from.resume());
    };
    from.on('data', (chunk: Buffer) => {
      const state = this.#state;
      if (state === 'silent') return;
      if (typeof state === 'string') return send(chunk);
      // No other piece comes while this one is held up.
      from.pause();
      setTimeout(() => {
        from.resume();
        send(chunk);
      }, state.slowMs);
    });
    from.on('end', () => to.end());
  }
}
