import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  GetBucketEncryptionCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { EnvironmentName } from '../environments';
import { DeliveryError } from '../errors';
import { packFolder, unpackFolder } from './archive';
import { MANIFEST_FILE, parseManifest } from './manifest';

/** Where plans wait for their merge, beside the state. The bucket deletes what is older than {@link BUNDLE_LIFE_DAYS}. */
export const BUNDLE_PREFIX = 'plan-bundles/';
export const BUNDLE_LIFE_DAYS = 14;

/** Whose plans, and of which content. */
export interface BundlePlace {
  /** The environment's state bucket. */
  readonly bucket: string;
  readonly environment: EnvironmentName;
  /** git's name of the content that was planned. */
  readonly tree: string;
}

export interface KeptBundle {
  /** Serial number of the state that the plan was made from; 0 before the first apply. */
  readonly serial: number;
  readonly key: string;
}

/**
 * Keeps a plan for the merge of its pull request. The first plan of one content and one state stands, because it is the
 * one that somebody may have reviewed: a later one is replaced by it in `folder`.
 *
 * @param folder a plan bundle; afterwards it is what is kept
 * @returns what is kept, and whether it was there before
 * @throws DeliveryError when the folder holds no plan of that environment, or the bucket cannot keep a plan safely
 */
export async function keepBundle(
  client: S3Client,
  place: BundlePlace,
  folder: string,
): Promise<KeptBundle & { readonly stood: boolean }> {
  const serial = readSerial(folder, place.environment);
  const kept = { serial, key: `${prefixOf(place)}${serial}.zip` };
  await assertEncrypted(client, place);
  const isFirst = await putFirst(client, place, kept.key, packFolder(folder));
  if (!isFirst) await getInto(client, place, kept, folder);
  return { ...kept, stood: !isFirst };
}

/**
 * Fetches the plan that was kept for a content, of the latest state if there are several.
 *
 * @param folder is replaced by the bundle; nothing is in its place when none is kept
 * @returns nothing when none is kept
 * @throws DeliveryError when the bucket does not answer, or what it holds is no plan of that environment
 */
export async function fetchBundle(
  client: S3Client,
  place: BundlePlace,
  folder: string,
): Promise<KeptBundle | undefined> {
  rmSync(folder, { recursive: true, force: true });
  const list = new ListObjectsV2Command({ Bucket: place.bucket, Prefix: prefixOf(place) });
  const { Contents = [] } = await answer(place, client.send(list));
  const kept = Contents.flatMap(({ Key: key = '' }) => {
    const serial = /\/(\d+)\.zip$/.exec(key)?.[1];
    return serial === undefined ? [] : [{ key, serial: Number(serial) }];
  });
  const [latest] = kept.sort((a, b) => b.serial - a.serial);
  if (latest) await getInto(client, place, latest, folder);
  return latest;
}

/** @returns serial number of the state that the plan in a folder was made from; 0 before the first apply */
function readSerial(folder: string, environment: EnvironmentName): number {
  const file = join(folder, MANIFEST_FILE);
  const manifest = existsSync(file) ? parseManifest(readFileSync(file, 'utf8')) : undefined;
  const remedy = `run "make plan ENV=${environment}" first.`;
  if (manifest === undefined) throw new DeliveryError(`${folder} holds no plan bundle: ${remedy}`);
  if (manifest.environment !== environment) {
    throw new DeliveryError(`${folder} holds a plan of ${manifest.environment}, not of ${environment}: ${remedy}`);
  }
  return manifest.state?.serial ?? 0;
}

const prefixOf = ({ environment, tree }: BundlePlace): string => `${BUNDLE_PREFIX}${environment}/${tree}/`;

/** A plan can hold what the state holds, so it is kept under the environment's own key or not at all. */
async function assertEncrypted(client: S3Client, place: BundlePlace): Promise<void> {
  const ask = new GetBucketEncryptionCommand({ Bucket: place.bucket });
  const { ServerSideEncryptionConfiguration: encryption } = await answer(place, client.send(ask));
  const algorithm = encryption?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
  if (algorithm === 'aws:kms') return;
  throw new DeliveryError(
    `Bucket ${place.bucket} encrypts with ${algorithm ?? 'nothing'}, not with a KMS key: run "make bootstrap ENV=${place.environment}".`,
  );
}

/** @returns false when the key is taken; S3 decides, so two builds cannot both be first */
async function putFirst(client: S3Client, place: BundlePlace, key: string, body: Uint8Array): Promise<boolean> {
  const put = new PutObjectCommand({ Bucket: place.bucket, Key: key, Body: body, IfNoneMatch: '*' });
  const isTaken = (error: unknown): false => {
    if (nameOf(error) === 'PreconditionFailed') return false;
    throw error;
  };
  return answer(
    place,
    client.send(put).then(() => true, isTaken),
  );
}

async function getInto(client: S3Client, place: BundlePlace, { key, serial }: KeptBundle, folder: string) {
  const get = client.send(new GetObjectCommand({ Bucket: place.bucket, Key: key }));
  const archive = await answer(
    place,
    get.then(({ Body }) => Body?.transformToByteArray()),
  );
  unpackFolder(archive ?? new Uint8Array(), folder);
  if (readSerial(folder, place.environment) === serial) return;
  throw new DeliveryError(`${key} in bucket ${place.bucket} is not the plan that its name says: look who wrote it.`);
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

/** A failure of S3 says in one line which bucket, why not, and what to do. */
async function answer<T>({ bucket, environment }: BundlePlace, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    throw new DeliveryError(
      `Bucket ${bucket} cannot be used (${nameOf(cause)}): check the AWS role, the network, and that "make bootstrap ENV=${environment}" was run.`,
      { cause },
    );
  }
}
