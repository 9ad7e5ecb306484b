import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import type { LambdaIdentity } from './kms-grants';
import { clockFile, PROCESSES_VARIABLE, PROCESS_FILE } from './lambda-preload-contract';

const END_MS = 5_000;

/** A registered Lambda process. It may have ended: a killed process leaves its file behind. */
interface LambdaProcess extends LambdaIdentity {
  readonly pid: number;
  readonly file: string;
}

/** The Node processes in which the emulator runs the Lambdas of one world. */
export class LambdaProcesses {
  readonly #folder: string;
  readonly #preload: string;
  /** Lambdas by the id of the access key of their role's session. */
  readonly #identities = new Map<string, LambdaIdentity>();

  /** @param directory folder of the world, which is deleted with it */
  constructor(directory: string) {
    this.#folder = join(directory, 'processes');
    this.#preload = join(directory, 'lambda-preload.cjs');
    mkdirSync(this.#folder);
    buildSync({
      entryPoints: [join(__dirname, 'lambda-preload.ts')],
      outfile: this.#preload,
      bundle: true,
      platform: 'node',
      logLevel: 'warning',
    });
  }

  /** Variables for the emulator, which passes them to the Lambdas. */
  get environment(): Readonly<Record<string, string>> {
    return { [PROCESSES_VARIABLE]: this.#folder, NODE_OPTIONS: `--require ${this.#preload}` };
  }

  /** Kills the processes of a Lambda. Resolves when they have ended. @returns whether one was running */
  async kill(region: string, functionName: string): Promise<boolean> {
    const running = this.#list(region).filter((found) => found.functionName === functionName);
    const killed = await Promise.all(running.map(end));
    return killed.some(Boolean);
  }

  /** Sets the clocks of the Lambdas of a region, running ones and later ones. */
  setClock(region: string, aheadMs: number): void {
    writeFileSync(join(this.#folder, clockFile(region)), String(aheadMs));
    for (const { pid } of this.#list(region)) signal(pid, 'SIGUSR2');
  }

  /** The Lambda whose role has an access key. @returns `undefined` for the key of anybody else */
  identify(accessKeyId: string): LambdaIdentity | undefined {
    if (!this.#identities.has(accessKeyId)) {
      for (const { region, functionName, file } of this.#list()) {
        const id = existsSync(file) ? readFileSync(file, 'utf8') : ''; // the process may end meanwhile
        this.#identities.set(id, { region, functionName });
      }
    }
    return this.#identities.get(accessKeyId);
  }

  #list(region?: string): LambdaProcess[] {
    return readdirSync(this.#folder).flatMap((name) => {
      const [, ofRegion, functionName = '', pid] = PROCESS_FILE.exec(name) ?? [];
      if (ofRegion === undefined || (region !== undefined && ofRegion !== region)) return [];
      return [{ region: ofRegion, functionName, pid: Number(pid), file: join(this.#folder, name) }];
    });
  }
}

async function end({ pid, file }: LambdaProcess): Promise<boolean> {
  const wasThere = signal(pid, 'SIGKILL');
  rmSync(file, { force: true });
  const deadline = Date.now() + END_MS;
  while (isRunning(pid)) {
    if (Date.now() > deadline) throw new Error(`process ${pid} of a Lambda did not end within ${END_MS} ms`);
    await sleep(2);
  }
  return wasThere;
}

/** A zombie still has a process id although it no longer runs. */
function isRunning(pid: number): boolean {
  try {
    const state = /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
    return state !== 'Z' && state !== 'X';
  } catch {
    return signal(pid, 0); // gone, or a system without /proc
  }
}

/** Sends a signal. @returns whether the process exists */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
