import { VaultAdmin } from '../aws/resources/vault-admin';

/** The settings of one cluster as Terraform wrote them, so that they can be applied to a new one. */
export class VaultSettings {
  readonly #written: { readonly path: string; readonly body: object }[] = [];
  #admin: VaultAdmin | undefined;

  constructor(
    private readonly address: string,
    private readonly ca: string,
  ) {}

  use(token: string): void {
    this.#admin?.close();
    this.#admin = new VaultAdmin(this.address, token, this.ca);
  }

  async write(path: string, body: object): Promise<unknown> {
    const answer = await this.#admin?.write(path, body);
    this.#written.push({ path, body });
    return answer;
  }

  async applyAgain(token: string): Promise<void> {
    this.use(token);
    for (const { path, body } of this.#written) await this.#admin?.write(path, body);
  }

  close(): void {
    this.#admin?.close();
  }
}
