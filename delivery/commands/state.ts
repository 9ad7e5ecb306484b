/** Commands that repair an environment's state by hand. They need the AWS clients, which take long to load. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { CONFIGS, type EnvironmentName } from '../../live/environments';
import { DeliveryError } from '../errors';
import { createS3Client } from '../state/clients';
import { stateStoreOf, type StateStore } from '../state/desired';
import { findErroredState, readErroredState, saveErroredState } from '../state/errored';
import { describeState, planRecovery } from '../state/recovery';
import { withStateOnly } from '../terraform/only-state';
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
 * Saves the state that an apply left in its folder.
 *
 * @returns where it is now, and what to do
 */
export async function saveLeftState(environment: EnvironmentName, folder: string): Promise<string> {
  const store = stateStoreOf(CONFIGS[environment]);
  const client = createS3Client(store.region);
  try {
    return await saveErroredState(client, store, folder, new Date());
  } finally {
    client.destroy();
  }
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
