import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A real GnuPG with a key ring of its own. */
export class GnuPg {
  readonly #home = mkdtempSync(join(tmpdir(), 'gpg-'));

  /** Makes a key without a passphrase. */
  async makeKey(name: string): Promise<void> {
    await this.#gpg([
      '--passphrase',
      '',
      '--quick-generate-key',
      `${name} <${name}@example.com>`,
      'rsa2048',
      'encrypt',
    ]);
  }

  /** @returns the public key, with ASCII armour or binary */
  async publicKey(name: string, { armour = true } = {}): Promise<Buffer> {
    return this.#gpg([...(armour ? ['--armor'] : []), '--export', `${name}@example.com`]);
  }

  async privateKey(name: string): Promise<Buffer> {
    return this.#gpg(['--armor', '--export-secret-keys', `${name}@example.com`]);
  }

  /** @returns the text of a message in base64 */
  async decrypt(base64: string): Promise<string> {
    return (await this.#gpg(['--decrypt'], Buffer.from(base64, 'base64'))).toString();
  }

  async stop(): Promise<void> {
    await run('gpgconf', ['--homedir', this.#home, '--kill', 'all']).catch(() => undefined);
    rmSync(this.#home, { recursive: true, force: true });
  }

  async #gpg(args: readonly string[], input?: Buffer): Promise<Buffer> {
    const options = ['--homedir', this.#home, '--batch', '--quiet', '--pinentry-mode', 'loopback'];
    const running = run('gpg', [...options, ...args], { encoding: 'buffer', timeout: 60_000 });
    running.child.stdin?.end(input);
    return (await running).stdout;
  }
}
