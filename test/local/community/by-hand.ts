import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PROGRAMS = resolve('.venv', 'bin');
const BAO = resolve(process.env['BAO_BINARY'] ?? join(PROGRAMS, 'bao'));
const READY_MS = 60_000;
/** Exit code of `vault status`. */
const SEALED = 2;
const STEP = /^\d+\. \[([a-z-]+)\]\(#[a-z-]+\) (home|away): .*\n\n {3}```sh\n([\s\S]*?)\n {3}```$/gm;

/** A step of a runbook with its commands. */
export interface StepByHand {
  readonly kind: string;
  readonly cluster: string;
  readonly commands: readonly string[];
}

/** The steps by hand of one situation of a printed runbook. @throws Error if there are none */
export function stepsByHand(runbook: string, title: string): readonly StepByHand[] {
  const [, section = ''] = runbook.split(`## ${title}\n`);
  const steps = [...(section.split('\n## ')[0] ?? '').matchAll(STEP)].map(([, kind = '', cluster = '', text = '']) => ({
    kind,
    cluster,
    commands: text.split('\n').map((line) => line.trim()),
  }));
  if (steps.length === 0) throw new Error(`the runbook has no steps for "${title}"`);
  return steps;
}

/** A person at a shell who has the CLIs of Vault and AWS, `psql` and `jq`, and whose own region is none of the pair. */
export class ByHand {
  readonly #folder = mkdtempSync(join(tmpdir(), 'vault-dr-by-hand-'));
  readonly #env: NodeJS.ProcessEnv;

  /** @param env more variables, among them what the runbook names */
  constructor(place: { readonly endpoint: string; readonly ca: string }, env: Readonly<Record<string, string>>) {
    symlinkSync(BAO, join(this.#folder, 'vault'));
    this.#env = {
      PATH: [this.#folder, PROGRAMS, process.env['PATH']].join(delimiter),
      HOME: this.#folder,
      USER: 'a person',
      AWS_ENDPOINT_URL: place.endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_DEFAULT_REGION: 'us-east-1',
      VAULT_CACERT: this.write('ca.pem', place.ca),
      ...env,
    };
  }

  /** @returns the path of a file that only this person may read */
  write(name: string, text: string): string {
    const file = join(this.#folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  }

  /** Changes a variable, as a person does who has to log in again. */
  set(name: string, value: string): void {
    this.#env[name] = value;
  }

  /** A command with "until" is run again while it fails. @returns what it prints @throws Error if it fails */
  async run(command: string): Promise<string> {
    const end = Date.now() + (command.includes('# until') ? READY_MS : 0);
    for (;;) {
      try {
        return await this.#once(command);
      } catch (error) {
        if (Date.now() > end) throw error;
        await pause(200);
      }
    }
  }

  async #once(command: string): Promise<string> {
    const options = { cwd: this.#folder, env: this.#env, timeout: READY_MS };
    try {
      const { stdout } = await run('bash', ['--norc', '-euo', 'pipefail', '-c', command], options);
      return stdout;
    } catch (error) {
      const { code, stdout } = error as { readonly code?: number; readonly stdout?: string };
      if (command.startsWith('vault status') && code === SEALED) return stdout ?? '';
      throw error;
    }
  }

  stop(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
