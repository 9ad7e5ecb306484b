import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { EnvironmentConfig } from '../../live/shared/environment-config';
import { DeliveryError } from '../errors';
import { ROOT } from '../paths';
import { run, type Ran } from '../run';
import { explainFailure } from './explain';
import type { Program } from './locate';
import { mirrorOption } from './mirror';

const INIT_MS = 600_000;
const PLAN_MS = 900_000;
const APPLY_MS = 3_600_000;
const READ_MS = 120_000;

/** Time in which Terraform finishes the calls that it has begun, saves the state and releases the lock. */
const GRACE_MS = 600_000;

/** The longest that a run may hold the lock of a state: every run of this tool ends within these limits. */
export const LONGEST_RUN_MS = APPLY_MS + GRACE_MS;

const PLATFORMS = ['linux_amd64', 'linux_arm64', 'darwin_arm64'];

/** How often a command begins when S3 answers that another call touches the lock at this moment. */
const LOCK_TRIES = 4;
const LOCK_PAUSE_MS = 1_000;

/** Nobody waits for a lock: whoever holds it changes what would be planned or applied. */
const NO_WAIT = '-lock-timeout=0s';

/** Identifies one version of a state. */
export interface StateVersion {
  /** Grows with each change of the state. */
  readonly serial: number;
  /** Given to a state when it is created. */
  readonly lineage: string;
}

export interface PlanOptions {
  /** File of the plan, relative to the folder. */
  readonly out: string;
  readonly destroy?: boolean;
  /** Lock the state while planning. @default true */
  readonly lock?: boolean;
}

/** Runs Terraform or OpenTofu in one folder. Known failures are explained in one line. */
export class Terraform {
  constructor(
    readonly program: Program,
    private readonly folder: string,
    private readonly config: EnvironmentConfig,
  ) {}

  /** @param lockedProviders the folder has a lock file, and only the providers in it may be used. @default false */
  async init({ backend = true, lockedProviders = false } = {}): Promise<void> {
    // An earlier run in this folder may have used another backend.
    const toBackend = backend ? '-reconfigure' : '-backend=false';
    const args = ['-input=false', toBackend, ...(lockedProviders ? ['-lockfile=readonly'] : [])];
    await this.run('init', args, INIT_MS);
  }

  async validate(): Promise<void> {
    await this.run('validate', [], READ_MS);
  }

  /** @returns whether the plan changes anything */
  async plan({ out, destroy = false, lock = true }: PlanOptions): Promise<boolean> {
    const { code } = await this.run(
      'plan',
      [
        '-input=false',
        '-detailed-exitcode',
        `-out=${out}`,
        lock ? NO_WAIT : '-lock=false',
        ...(destroy ? ['-destroy'] : []),
      ],
      PLAN_MS,
      [0, 2],
    );
    return code === 2;
  }

  /** @returns the plan as JSON */
  async showPlan(file: string): Promise<string> {
    return (await this.run('show', ['-json', file], READ_MS)).stdout;
  }

  /** @returns `undefined` before the first apply */
  async readStateVersion(): Promise<StateVersion | undefined> {
    return stateVersionOf(await this.pullState());
  }

  /** @returns the state as JSON; empty before the first apply */
  async pullState(): Promise<string> {
    return (await this.run('state', ['pull'], READ_MS)).stdout;
  }

  /** Puts a state in the place of the present one. Terraform refuses one of another lineage and an older one. */
  async pushState(file: string): Promise<void> {
    await this.run('state', ['push', NO_WAIT, file], READ_MS);
  }

  /** Takes a lock off. Terraform refuses when another lock is held meanwhile. */
  async forceUnlock(lockId: string): Promise<void> {
    await this.run('force-unlock', ['-force', lockId], READ_MS);
  }

  /** Applies a saved plan and shows the progress. */
  async apply(plan: string): Promise<void> {
    await this.run('apply', ['-input=false', NO_WAIT, plan], APPLY_MS, [0], true);
  }

  async readOutputs(): Promise<string> {
    return (await this.run('output', ['-json'], READ_MS)).stdout;
  }

  /**
   * Writes the lock file with the hashes of the providers, from the mirror of the CLI configuration if there is one.
   *
   * @param platforms for example `linux_amd64`. @default - every platform that people and pipelines use
   */
  async lockProviders(platforms: readonly string[] = PLATFORMS): Promise<void> {
    const options = platforms.map((platform) => `-platform=${platform}`);
    await this.run('providers', ['lock', ...mirrorOption(), ...options], INIT_MS);
  }

  private async run(
    command: string,
    args: readonly string[],
    timeoutMs: number,
    expected: readonly number[] = [0],
    echo = false,
  ): Promise<Ran> {
    const pluginCache = process.env['TF_PLUGIN_CACHE_DIR'] ?? join(ROOT, 'out', 'providers');
    mkdirSync(pluginCache, { recursive: true });
    const plain = command === 'state' || command === 'providers' ? [] : ['-no-color'];
    for (let tries = 1; ; tries += 1) {
      const ran = await run(this.program.command, [command, ...plain, ...args], {
        cwd: this.folder,
        env: { TF_IN_AUTOMATION: '1', TF_PLUGIN_CACHE_DIR: pluginCache },
        timeoutMs,
        graceMs: GRACE_MS,
        echo,
        ownSession: true,
        isEnding,
      });
      if (expected.includes(ran.code)) return ran;
      // Without the lock Terraform has done nothing, so the whole command can be repeated.
      if (tries === LOCK_TRIES || !hasMetConflict(ran.stderr)) {
        throw new DeliveryError(explainFailure(ran.stderr || ran.stdout, this.config));
      }
      await pause(LOCK_PAUSE_MS * tries);
    }
  }
}

/** @returns `undefined` for a text that is no state, and for a state that nothing was applied to */
export function stateVersionOf(text: string): StateVersion | undefined {
  try {
    const { serial, lineage } = JSON.parse(text || '{}') as Partial<StateVersion>;
    return serial === undefined || !lineage ? undefined : { serial, lineage };
  } catch {
    return undefined;
  }
}

/** Whether S3 refused the lock only because another call touched it at that moment. Terraform's and S3's own words. */
const hasMetConflict = (stderr: string): boolean =>
  stderr.includes('Error acquiring the state lock') && stderr.includes('ConditionalRequestConflict');

/** A second signal would end Terraform without saving its state. Terraform's own words: it has no other sign of this. */
const isEnding = (stdout: string): boolean => stdout.includes('Interrupt received.');
