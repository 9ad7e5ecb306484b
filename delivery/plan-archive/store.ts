import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  GetBucketEncryptionCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { EnvironmentName } from '../../live/environments';
import { DeliveryError } from '../errors';
import { unzipFolder, zipFolder } from './files';
import { MANIFEST_FILE, parseManifest } from './manifest';

/**
 * Prefix of the kept plans in the state bucket. Roles and lifecycle rules of existing buckets name it, so it does not
 * change with the name of the thing.
 */
export const KEPT_PLANS_PREFIX = 'plan-bundles/';
/** The bucket deletes a kept plan after this many days. */
export const KEPT_PLAN_DAYS = 14;

/** Which plans: those of one environment, for one content of the repository. */
export interface PlanPlace {
  /** The environment's state bucket. */
  readonly bucket: string;
  readonly environment: EnvironmentName;
  /** git tree of the content that was planned. */
  readonly tree: string;
}

export interface KeptPlan {
  /** Serial number of the state that the plan was made from; 0 before the first apply. */
  readonly serial: number;
  /** Key of the object in the bucket. */
  readonly key: string;
}

/**
 * Keeps a plan for the merge of its pull request. Only the first plan for one tree and one state is kept, because
 * somebody may have reviewed it. When there is one already, it replaces the plan in `folder`.
 *
 * @param folder a plan archive; afterwards it holds the plan that is kept
 * @returns the kept plan, and whether it was there before
 * @throws DeliveryError when the folder holds no plan of that environment, or the bucket does not encrypt with a KMS key
 */
export async function keepPlan(
  client: S3Client,
  place: PlanPlace,
  folder: string,
): Promise<KeptPlan & { readonly wasThere: boolean }> {
  const serial = readSerial(folder, place.environment);
  const kept = { serial, key: `${prefixOf(place)}${serial}.zip` };
  await assertEncrypted(client, place);
  const isFirst = await putFirst(client, place, kept.key, zipFolder(folder));
  if (!isFirst) await download(client, place, kept, folder);
  return { ...kept, wasThere: !isFirst };
}

/**
 * Fetches the plan that is kept for a tree. When there are several, it fetches the one of the latest state.
 *
 * @param folder is replaced by the plan archive; it is deleted when no plan is kept
 * @returns `undefined` when no plan is kept
 * @throws DeliveryError when S3 fails, or the object is not a plan of that environment
 */
export async function fetchPlan(client: S3Client, place: PlanPlace, folder: string): Promise<KeptPlan | undefined> {
  rmSync(folder, { recursive: true, force: true });
  const list = new ListObjectsV2Command({ Bucket: place.bucket, Prefix: prefixOf(place) });
  const { Contents = [] } = await explained(place, client.send(list));
  const kept = Contents.flatMap(({ Key: key = '' }) => {
    const serial = /\/(\d+)\.zip$/.exec(key)?.[1];
    return serial === undefined ? [] : [{ key, serial: Number(serial) }];
  });
  const [latest] = kept.sort((a, b) => b.serial - a.serial);
  if (latest) await download(client, place, latest, folder);
  return latest;
}

/** @returns serial number of the state that the plan was made from; 0 before the first apply */
function readSerial(folder: string, environment: EnvironmentName): number {
  const file = join(folder, MANIFEST_FILE);
  const manifest = existsSync(file) ? parseManifest(readFileSync(file, 'utf8')) : undefined;
  const remedy = `run "make plan ENV=${environment}" first`;
  if (manifest === undefined) throw new DeliveryError(`${folder} is not a plan archive: ${remedy}`);
  if (manifest.environment !== environment) {
    throw new DeliveryError(`${folder} holds a plan of ${manifest.environment}, not of ${environment}: ${remedy}`);
  }
  return manifest.state?.serial ?? 0;
}

const prefixOf = ({ environment, tree }: PlanPlace): string => `${KEPT_PLANS_PREFIX}${environment}/${tree}/`;

/** A plan can contain whatever the state contains, so it needs the same encryption. */
async function assertEncrypted(client: S3Client, place: PlanPlace): Promise<void> {
  const get = new GetBucketEncryptionCommand({ Bucket: place.bucket });
  const { ServerSideEncryptionConfiguration: encryption } = await explained(place, client.send(get));
  const algorithm = encryption?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
  if (algorithm === 'aws:kms') return;
  throw new DeliveryError(
    `the bucket ${place.bucket} encrypts with ${algorithm ?? 'nothing'} instead of a KMS key: ` +
      `run "make bootstrap ENV=${place.environment}"`,
  );
}

/** @returns false when the key exists already. S3 checks this itself, so of two builds only one is the first. */
async function putFirst(client: S3Client, place: PlanPlace, key: string, body: Uint8Array): Promise<boolean> {
  const put = new PutObjectCommand({ Bucket: place.bucket, Key: key, Body: body, IfNoneMatch: '*' });
  const onFailure = (error: unknown): false => {
    if (nameOf(error) === 'PreconditionFailed') return false;
    throw error;
  };
  return explained(
    place,
    client.send(put).then(() => true, onFailure),
  );
}

async function download(client: S3Client, place: PlanPlace, { key, serial }: KeptPlan, folder: string): Promise<void> {
  const get = client.send(new GetObjectCommand({ Bucket: place.bucket, Key: key }));
  const zip = await explained(
    place,
    get.then(({ Body }) => Body?.transformToByteArray()),
  );
  unzipFolder(zip ?? new Uint8Array(), folder);
  if (readSerial(folder, place.environment) === serial) return;
  throw new DeliveryError(
    `${key} in the bucket ${place.bucket} holds a plan of another state than its name says: find out who wrote it`,
  );
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

/** Waits for a call of S3, and turns its failure into one line: which bucket, why, and what to do. */
async function explained<T>({ bucket, environment }: PlanPlace, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    throw new DeliveryError(
      `the bucket ${bucket} cannot be used (${nameOf(cause)}): check the AWS role and the network, ` +
        `and that "make bootstrap ENV=${environment}" was run`,
      { cause },
    );
  }
}
