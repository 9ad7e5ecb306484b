import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { DeliveryError } from '../errors';
import { ERRORED_STATE_FILE } from '../terraform/errored';
import { againOnConflict } from './conflict';
import type { StateStore } from './desired';

/** Prefix in the state bucket for states that an apply could not put in their place. */
export const ERRORED_PREFIX = 'errored/';

const prefixOf = ({ environment }: StateStore): string => `${ERRORED_PREFIX}${environment}/`;

/**
 * Uploads the state that an apply left in its folder beside the place in which it belongs.
 *
 * @param now time of the upload, which names the object
 * @returns where the state is, and what to do; never fails, because the message is all that is left when the upload fails
 */
export async function saveErroredState(
  client: S3Client,
  store: StateStore,
  folder: string,
  now: Date,
): Promise<string> {
  const { bucket, environment, alias } = store;
  const file = join(folder, ERRORED_STATE_FILE);
  const recover = `make recover-state ENV=${environment}`;
  const key = `${prefixOf(store)}${now.toISOString().replace(/[-:]|\.\d+/g, '')}.tfstate`;
  const put = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: readFileSync(file),
    IfNoneMatch: '*',
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: alias,
  });
  try {
    await againOnConflict(() => client.send(put));
  } catch (error) {
    return (
      `The new state of ${environment} is only in the file ${file} on ${hostname()}: keep that file. It could not be ` +
      `uploaded (${(error as Error).name}). Once the bucket ${bucket} can be written, run there "${recover} FROM=${file}".`
    );
  }
  return (
    `The new state of ${environment} is in s3://${bucket}/${key}, and not in its place. Apply nothing before you have ` +
    `run "${recover}". It is also in the file ${file} on ${hostname()}.`
  );
}

/** @returns the key of the newest state that was uploaded; `undefined` when there is none */
export async function findErroredState(client: S3Client, store: StateStore): Promise<string | undefined> {
  const keys: string[] = [];
  let from: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: store.bucket, Prefix: prefixOf(store), ContinuationToken: from }),
    );
    keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
    from = page.NextContinuationToken;
  } while (from !== undefined);
  // The names are times, so their order is the order of time.
  return keys.sort().at(-1);
}

/** @throws DeliveryError when the key is not one of this environment's */
export async function readErroredState(client: S3Client, store: StateStore, key: string): Promise<string> {
  if (!key.startsWith(prefixOf(store))) {
    throw new DeliveryError(
      `${key} is not a state that was left by an apply of ${store.environment}: give a key below ${prefixOf(store)}`,
    );
  }
  const { Body } = await client.send(new GetObjectCommand({ Bucket: store.bucket, Key: key }));
  return (await Body?.transformToString()) ?? '';
}
