/** Commands that repair an environment's state by hand. They need the AWS clients, which take long to load. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { CONFIGS, type EnvironmentName } from '../../live/environments';
import { stateKey } from '../../live/shared/state';
import { DeliveryError } from '../errors';
import { createS3Client } from '../state/clients';
import { stateStoreOf, type StateStore } from '../state/desired';
import { findErroredState, readErroredState } from '../state/errored';
import { hostOf, judgeHolder, readLock, type Holder, type StateLock } from '../state/lock';
import { describeState, planRecovery } from '../state/recovery';
import { withStateOnly } from '../terraform/only-state';
import { findTerraform } from '../terraform/processes';
import { LONGEST_RUN_MS } from '../terraform/terraform';
import { parseEnvironment, type Arguments } from './arguments';

/**
 * `make recover-state`: shows a state that an apply left, beside the one in the bucket. Puts it there when CONFIRM repeats
 * the environment's name.
 */
export async function recoverState({ env, from, confirm }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  const left = await findLeftState(environment, from);
  await withStateOnly(environment, async (terraform, folder) => {
    const present = await terraform.pullState();
    console.log(`${left.where}: ${describeState(left.text)}\nin the bucket now: ${describeState(present)}`);
    const recovery = planRecovery(left.text, present);
    if (recovery.kind === 'refuse') throw new DeliveryError(`nothing was changed: ${recovery.reason}`);
    if (recovery.kind === 'in-place') {
      console.log('The bucket has this state already, so nothing is to be done.');
      return;
    }
    if (confirm !== environment) {
      const again = `make recover-state ENV=${environment} FROM=${left.where} CONFIRM=${environment}`;
      throw new DeliveryError(`nothing was changed: to put the state in its place, run "${again}"`);
    }
    const file = join(folder, 'left.tfstate');
    writeFileSync(file, left.text, { mode: 0o600 });
    await terraform.pushState(file);
    console.log(
      `The state of ${environment} is in its place. Run "make plan ENV=${environment}" before the next apply.`,
    );
  });
}

/**
 * `make unlock`: says who holds the lock of a state. Takes it off when the holder is dead, as far as can be known, and CONFIRM
 * repeats the id of the lock.
 */
export async function unlock({ env, confirm, dead }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  const store = stateStoreOf(CONFIGS[environment]);
  const lock = await withS3(store, (client) => readLock(client, store));
  if (lock === undefined) {
    console.log(`The state of ${environment} is not locked.`);
    return;
  }
  const now = new Date();
  console.log(describeLock(environment, lock, now));
  const pids = await findTerraform({ bucket: store.bucket, key: stateKey(environment) });
  const holder = judgeHolder(lock, { now, host: hostname(), pids, limitMs: LONGEST_RUN_MS, dead });
  if (holder.kind !== 'dead') throw new DeliveryError(`nothing was changed: ${explainHolder(holder, lock)}`);
  if (confirm !== lock.id) {
    const known = dead === undefined ? '' : ` DEAD=${dead}`;
    throw new DeliveryError(
      `nothing was changed: to take this lock off, run "make unlock ENV=${environment} CONFIRM=${lock.id}${known}"`,
    );
  }
  await withStateOnly(environment, (terraform) => terraform.forceUnlock(lock.id));
  console.log(`The lock is off. The run that held it may have ended half-way: run "make plan ENV=${environment}".`);
}

function describeLock(environment: EnvironmentName, lock: StateLock, now: Date): string {
  const minutes = Math.floor((now.getTime() - lock.since.getTime()) / 60_000);
  return [
    `The state of ${environment} is locked:`,
    `  id         ${lock.id}`,
    `  who        ${lock.who}`,
    `  operation  ${lock.operation}, Terraform ${lock.version}`,
    `  since      ${lock.since.toISOString()}, ${minutes} minutes ago`,
  ].join('\n');
}

function explainHolder(holder: Exclude<Holder, { kind: 'dead' }>, lock: StateLock): string {
  if (holder.kind === 'alive') {
    return `Terraform runs on this machine (process ${holder.pids.join(', ')}) and may hold the lock: wait until it ends`;
  }
  const host = hostOf(lock);
  return (
    `the run is on ${host} and may last until ${holder.until.toISOString()}: wait until then. If you know that no ` +
    `Terraform runs there any more, add DEAD=${host}`
  );
}

interface LeftState {
  /** Path of a file, or URL of an object. */
  readonly where: string;
  readonly text: string;
}

/** @param from a file, or the URL or key of an object. @default - the newest object that an apply has left */
async function findLeftState(environment: EnvironmentName, from: string | undefined): Promise<LeftState> {
  const store = stateStoreOf(CONFIGS[environment]);
  const url = `s3://${store.bucket}/`;
  if (from !== undefined && existsSync(resolve(from)))
    return { where: from, text: readFileSync(resolve(from), 'utf8') };
  if (from?.startsWith('/'))
    throw new DeliveryError(`there is no file ${from}: give the file or key that the apply named`);
  return withS3(store, async (client) => {
    const key = from?.replace(url, '') ?? (await findErroredState(client, store));
    if (key === undefined) {
      throw new DeliveryError(
        `no apply of ${environment} has left a state in ${store.bucket}: if its message named a file, give FROM=<file>`,
      );
    }
    return { where: `${url}${key}`, text: await readErroredState(client, store, key) };
  });
}

/** Gives a task the state bucket, and turns a failure of AWS into one line. */
async function withS3<T>(
  { region, bucket, environment }: StateStore,
  task: (client: S3Client) => Promise<T>,
): Promise<T> {
  const client = createS3Client(region);
  try {
    return await task(client);
  } catch (cause) {
    if (cause instanceof DeliveryError) throw cause;
    throw new DeliveryError(
      `the bucket ${bucket} cannot be read (${(cause as Error).name}): check the AWS role of ${environment} and the network`,
      { cause },
    );
  } finally {
    client.destroy();
  }
}
