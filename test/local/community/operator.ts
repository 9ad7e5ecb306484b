import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCli, type Finished } from '../../cli/run-cli';
import type { OperatorPlace } from './deployed-pair';

/** A person with the tool `vault-dr`, who knows only a region of the pair. */
export class CommunityOperator {
  readonly #folder = mkdtempSync(join(tmpdir(), 'vault-dr-operator-'));

  constructor(private readonly place: OperatorPlace) {
    const dev = { nameServers: [place.nameServer] };
    writeFileSync(join(this.#folder, 'vault-dr.json'), JSON.stringify({ environments: { dev } }));
  }

  /** Runs the tool, which reads the settings of the pair from what its stack has published. */
  run(...args: readonly string[]): Promise<Finished> {
    const env = { AWS_ENDPOINT_URL: this.place.endpoint };
    return startCli(['--region', 'eu-central-1', ...args], { cwd: this.#folder, env }).finished;
  }

  /** The document of a command. */
  async document(...args: readonly string[]): Promise<Record<string, unknown>> {
    const { stdout } = await this.run(...args, '-o', 'json');
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  stop(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
