import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { StatusResult } from '../../functions/dr-operations/result';
import { CLUSTER_NAMES } from '../../functions/shared/contract';
import { config as dev } from '../../live/dev/config';
import { until } from '../helpers/until';
import { ROOT_CREDENTIALS } from '../local/aws/ministack';
import { writeOperatorFiles } from '../local/operator-files';
import { startWorld, type World, type WorldOptions } from '../local/world';
import type { Timings } from '../local/vault';
import { startCli, type CliOptions, type Finished, type RunningCli } from './run-cli';

/** Short durations of role changes. */
export const QUICK: Partial<Timings> = { demoteMs: 200, promoteMs: 300 };

/** Rejoins the pair. If needed, accepts that writes of the last test are discarded, and keeps home of two primaries. */
async function rejoin(world: World): Promise<void> {
  const accepted = { accept: ['loss'], reason: 'between two tests' };
  for (const more of [{}, accepted, { to: 'home' }, { ...accepted, to: 'home' }]) {
    const { error } = await world.invoke('home', 'dr-operations', { operation: 'rejoin', ...more });
    if (error === undefined) return;
  }
}

/** A folder with the stack's outputs, in which the tool is run. Keeps the output of every run, to search it for secrets. */
export class Operator {
  readonly #runs: RunningCli[] = [];
  readonly #commandLines: string[] = [];

  private constructor(
    readonly world: World,
    readonly folder: string,
  ) {}

  static async start(settings: object = {}, options: WorldOptions = {}): Promise<Operator> {
    const world = await startWorld({ timings: QUICK, ...options });
    const operator = new Operator(world, mkdtempSync(join(tmpdir(), 'vault-dr-operator-')));
    operator.configure(settings);
    await Promise.all(CLUSTER_NAMES.map((region) => world.invoke(region, 'dr-operation-token-gen')));
    return operator;
  }

  /** Replaces the configuration. */
  configure(settings: object): void {
    writeOperatorFiles(this.world, this.folder, settings);
  }

  start(args: readonly string[], options: Omit<CliOptions, 'cwd'> = {}): RunningCli {
    const cli = startCli(args, { ...options, cwd: this.folder });
    this.#runs.push(cli);
    this.#commandLines.push(cli.commandLine());
    return cli;
  }

  run(args: readonly string[], options: Omit<CliOptions, 'cwd'> = {}): Promise<Finished> {
    return this.start(args, options).finished;
  }

  /** Makes home primary and away its secondary again, whatever the last test has changed. */
  async calm(): Promise<void> {
    const { world } = this;
    await world.aws.restore();
    world.pair.configure({ timings: QUICK });
    world.pair.resumeShipping();
    await Promise.all([world.pair.home.restore(), world.pair.away.restore()]);
    await until(
      async () => {
        const { payload } = await world.invoke('home', 'dr-operations', { operation: 'status' });
        const { healthy, primary } = (payload ?? {}) as Partial<StatusResult>;
        if (healthy && primary === 'home') return true;
        if (primary === 'away' && healthy) await world.invoke('home', 'dr-operations', { operation: 'failback' });
        else await rejoin(world);
        return false;
      },
      () => 'the pair did not become healthy again',
    );
  }

  /** All output and all command lines of the tool. */
  whatWasSeen(): string {
    return [...this.#commandLines, ...this.#runs.map((cli) => cli.output())].join('\n');
  }

  /** The operation tokens and the client's token. */
  async secrets(): Promise<string[]> {
    const tokens = CLUSTER_NAMES.map(async (name) => {
      const client = new SecretsManagerClient({
        region: dev[name].region,
        endpoint: this.world.aws.url,
        credentials: ROOT_CREDENTIALS,
      });
      const SecretId = `vault-dr-operation-token-${dev.environment}-${dev.identifier}`;
      const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
      client.destroy();
      return (JSON.parse(SecretString) as { token: string }).token;
    });
    return [...(await Promise.all(tokens)), this.world.clientToken];
  }

  async stop(): Promise<void> {
    for (const cli of this.#runs) cli.kill();
    rmSync(this.folder, { recursive: true, force: true });
    await this.world.stop();
  }
}
