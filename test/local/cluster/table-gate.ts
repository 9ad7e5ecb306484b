import { request, type IncomingMessage, type ServerResponse } from 'node:http';
import { Listener } from '../aws/listener';

/** Stands between programs and the tables of an emulator, and can cut off those of a region: a call gets no answer. */
export class TableGate {
  readonly cut = new Set<string>();
  readonly #listener = new Listener((incoming, outgoing) => this.#pass(incoming, outgoing));

  constructor(private readonly target: string) {}

  get url(): string {
    return this.#listener.url;
  }

  open = (): Promise<void> => this.#listener.open();
  close = (): Promise<void> => this.#listener.close();

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const [, region = ''] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(incoming.headers.authorization ?? '') ?? [];
    if (this.cut.has(region)) return;
    const { method, headers, url } = incoming;
    const forwarded = request(new URL(url ?? '/', this.target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  }
}
