import { Agent, request } from 'node:https';

const CALL_MS = 10_000;

/** A Vault client with a root token, for the set-up of a world. */
export class VaultAdmin {
  readonly #agent: Agent;

  constructor(
    private readonly address: string,
    private readonly token: string,
    ca: string,
  ) {
    this.#agent = new Agent({ ca, keepAlive: true });
  }

  /** @throws Error when Vault does not answer or refuses */
  async write(path: string, body: object): Promise<unknown> {
    const text = await this.#send(path, JSON.stringify(body));
    return text === '' ? undefined : JSON.parse(text);
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(path: string, body: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const call = request(
        `${this.address}/v1/${path}`,
        {
          agent: this.#agent,
          method: 'POST',
          headers: { 'x-vault-token': this.token, 'content-length': Buffer.byteLength(body) },
          timeout: CALL_MS,
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          response.on('end', () => {
            if ((response.statusCode ?? 500) < 300) resolve(text);
            else reject(new Error(`Vault answered ${path} with ${response.statusCode}: ${text}`));
          });
        },
      );
      call.on('timeout', () => call.destroy(new Error(`Vault did not answer ${path} within ${CALL_MS} ms`)));
      call.on('error', reject);
      call.end(body);
    });
  }
}
