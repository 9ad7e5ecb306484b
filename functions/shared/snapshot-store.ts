import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import {
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
  paginateListObjectsV2,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { CLUSTER_NAMES, type ClusterName } from './contract';
import { AwsError, ConfigError, VaultDrError } from './errors';
import type { SnapshotFacts } from './snapshot-archive';

/** A snapshot file in a bucket, whose checksums were right when it was put there. */
export interface SnapshotFile extends SnapshotFacts {
  readonly key: string;
  /** The file has every write that was acknowledged before, milliseconds since the epoch. */
  readonly takenAt: number;
  /** Id of the cluster it was taken of. A restore brings it along. */
  readonly clusterId: string;
  /** Version of the software that made it. */
  readonly version: string;
  /** Kind of the seal, such as `awskms`. */
  readonly seal: string;
}

/** What a cluster had when this system sealed it. */
export interface Demotion {
  readonly clusterId: string;
  /** Raft index of its last write. */
  readonly index: number;
  /** Its last file. @default - it went on to write after that */
  readonly sha256?: string | undefined;
  /** Key of its last file. @default - none could be taken */
  readonly key?: string | undefined;
  /** When it was sealed, milliseconds since the epoch. */
  readonly at: number;
  /** Vault was stopped on all its servers in place of a seal, so that it gives no answer. @default - it was sealed */
  readonly isStopped?: boolean | undefined;
  /** Its servers may have been emptied since, so nobody may bring it up with its data. @default - nothing was deleted */
  readonly parking?: Parking | undefined;
}

/** How far a sealed cluster is on the way to a parked one. */
export interface Parking {
  /** When it began, milliseconds since the epoch. */
  readonly at: number;
  /** When every server had confirmed that its data are deleted. @default - some may still have them */
  readonly emptiedAt?: number | undefined;
  /** Id of the empty cluster that was initialised on the way. @default - none is known */
  readonly emptyClusterId?: string | undefined;
  /** When it was parked, milliseconds since the epoch. @default - not yet */
  readonly endedAt?: number | undefined;
}

/** This system is about to take a cluster down, or has begun to. */
export interface DemotionBegun {
  readonly clusterId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Which cluster this system last gave the role. The other one has an old line of the same data, if it comes back with them. */
export interface LastPromotion {
  readonly cluster: ClusterName;
  readonly clusterId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What is in the bucket is not what this system put there. */
export class SnapshotStoreError extends VaultDrError {}

/** A new file would not be the newest one by its name, so that it would not be restored. */
export class FutureFileError extends VaultDrError {
  constructor({ key }: Pick<SnapshotFile, 'key'>, bucket: string) {
    super(
      `${key} in ${bucket} is from a later time than this Lambda has`,
      'Synchronise the clocks. If the file is from the future, wait until that time, or delete it when a newer one is there.',
    );
  }
}

const whole = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number));

/** User metadata of an object. S3 gives the names in lower case. */
const METADATA = v.object({
  'taken-at': v.pipe(v.string(), v.isoTimestamp()),
  index: whole,
  term: whole,
  bytes: whole,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  'cluster-id': v.pipe(v.string(), v.minLength(1)),
  version: v.pipe(v.string(), v.minLength(1)),
  seal: v.pipe(v.string(), v.minLength(1)),
  content: v.optional(v.literal('parked')),
});

const moment = v.pipe(v.number(), v.safeInteger());

const DEMOTION = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    clusterId: v.string(),
    index: v.pipe(v.number(), v.safeInteger()),
    sha256: v.optional(v.string()),
    key: v.optional(v.string()),
    at: moment,
    isStopped: v.optional(v.boolean()),
    parking: v.optional(
      v.object({
        at: moment,
        emptiedAt: v.optional(moment),
        emptyClusterId: v.optional(v.string()),
        endedAt: v.optional(moment),
      }),
    ),
  }),
);

const DEMOTION_BEGUN = v.pipe(v.string(), v.parseJson(), v.object({ clusterId: v.string(), at: moment }));

const LAST_PROMOTION = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ cluster: v.picklist(CLUSTER_NAMES), clusterId: v.string(), at: moment }),
);

/** Where the files of the schedule are. Their names are the times, so that the last name is the newest file. */
const PULLED = 'snapshots/';
/** Last files of clusters that lost their role, for a human. */
const KEPT = 'kept/';
/** The file of a parked cluster. It has one key, so that no rule of the bucket deletes the last one. */
const PARKED = 'parked/cluster.snap';
/** In a folder that the puller may read. */
const PROMOTED = 'parked/last-promotion.json';

/** Windows in which the newest file is looked for, milliseconds. A list begins with the oldest name. */
const WINDOWS_MS = [10 * 60_000, 24 * 3_600_000] as const;
const REMEDY = 'Check the bucket, its KMS key and the permissions of this Lambda.';

/** What the SDK keeps of an answer that it cannot use. */
interface Redirect {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** The snapshot files of one region. */
export class SnapshotStore {
  constructor(
    private readonly s3: S3Client,
    readonly bucket: string,
    /** Where the bucket has to be. */
    readonly region: string,
  ) {}

  /** @throws ConfigError if the bucket is in another region, which may be the one that is lost */
  async checkRegion(abortSignal: AbortSignal): Promise<void> {
    const region = await this.#send('HeadBucket', () => this.#regionOf(abortSignal));
    if (region === this.region) return;
    throw new ConfigError(
      `The snapshot bucket ${this.bucket} is in ${region}, and not in ${this.region}`,
      'A copy has to be in the region that it is restored in: give a bucket of that region.',
    );
  }

  /** S3 answers with a redirect if a bucket is in another region. */
  async #regionOf(abortSignal: AbortSignal): Promise<string> {
    try {
      const { BucketRegion } = await this.s3.send(new HeadBucketCommand({ Bucket: this.bucket }), { abortSignal });
      return BucketRegion ?? this.region;
    } catch (error) {
      const { $metadata, $response } = error as Redirect;
      if ($metadata?.httpStatusCode !== 301) throw error;
      return $response?.headers?.['x-amz-bucket-region'] ?? 'another region';
    }
  }

  /** The newest file of the schedule. @throws AwsError, SnapshotStoreError */
  async newest(now: number, abortSignal: AbortSignal): Promise<SnapshotFile | undefined> {
    const key = await this.#send('ListObjectsV2', () => this.#newestKey(now, abortSignal));
    return key === undefined ? undefined : this.read(key, abortSignal);
  }

  /** The oldest file of the schedule. All of them are of one cluster. @throws AwsError, SnapshotStoreError */
  async oldest(abortSignal: AbortSignal): Promise<SnapshotFile | undefined> {
    const { Contents } = await this.#send('ListObjectsV2', () =>
      this.s3.send(new ListObjectsV2Command({ Bucket: this.bucket, Prefix: PULLED, MaxKeys: 1 }), { abortSignal }),
    );
    const key = Contents?.[0]?.Key;
    return key === undefined ? undefined : this.read(key, abortSignal);
  }

  async #newestKey(now: number, abortSignal: AbortSignal): Promise<string | undefined> {
    for (const from of [...WINDOWS_MS.map((ms) => keyOf(PULLED, now - ms)), PULLED]) {
      let last: string | undefined;
      const input = { Bucket: this.bucket, Prefix: PULLED, StartAfter: from };
      for await (const page of paginateListObjectsV2({ client: this.s3 }, input, { abortSignal })) {
        last = page.Contents?.at(-1)?.Key ?? last;
      }
      if (last !== undefined) return last;
    }
    return undefined;
  }

  /** What is known of a file. @throws AwsError, SnapshotStoreError */
  async read(key: string, abortSignal: AbortSignal): Promise<SnapshotFile> {
    const { Metadata, ContentLength } = await this.#send('HeadObject', () =>
      this.s3.send(new HeadObjectCommand({ Bucket: this.bucket, Key: key }), { abortSignal }),
    );
    const parsed = v.safeParse(METADATA, Metadata);
    const isFit = parsed.success && parsed.output.bytes === ContentLength && isNamedRight(key, parsed.output);
    if (!isFit) {
      throw new SnapshotStoreError(
        `${key} in ${this.bucket} is not a file of this system: its metadata are missing, or do not fit its name or its length`,
        'Delete it, or restore its earlier version. Only the puller may write to this bucket.',
      );
    }
    const { 'taken-at': takenAt, 'cluster-id': clusterId, index, term, bytes, sha256, version, seal } = parsed.output;
    return { key, takenAt: Date.parse(takenAt), clusterId, index, term, bytes, sha256, version, seal };
  }

  /** The file of a parked cluster. @returns `undefined` if there is none @throws AwsError, SnapshotStoreError */
  async readParked(abortSignal: AbortSignal): Promise<SnapshotFile | undefined> {
    try {
      return await this.read(PARKED, abortSignal);
    } catch (error) {
      if (error instanceof AwsError && error.cause instanceof NotFound) return undefined;
      throw error;
    }
  }

  /** Puts a verified file. Never overwrites one. @returns its key @throws AwsError */
  put(
    path: string,
    file: Omit<SnapshotFile, 'key'>,
    { isKept = false, abortSignal }: { readonly isKept?: boolean; readonly abortSignal: AbortSignal },
  ): Promise<SnapshotFile> {
    return this.#put(
      path,
      { ...file, key: keyOf(isKept ? KEPT : PULLED, file.takenAt) },
      { IfNoneMatch: '*' },
      abortSignal,
    );
  }

  /** Puts a verified file of a parked cluster over the last one. @throws AwsError */
  putParked(path: string, file: Omit<SnapshotFile, 'key'>, abortSignal: AbortSignal): Promise<SnapshotFile> {
    return this.#put(path, { ...file, key: PARKED }, {}, abortSignal);
  }

  async #put(
    path: string,
    file: SnapshotFile,
    condition: Pick<PutObjectCommandInput, 'IfNoneMatch'>,
    abortSignal: AbortSignal,
  ): Promise<SnapshotFile> {
    const { key, takenAt, clusterId, index, term, bytes, sha256, version, seal } = file;
    const put = (): PutObjectCommand =>
      new PutObjectCommand({
        Bucket: this.bucket,
        Key: key,
        Body: createReadStream(path),
        ContentLength: bytes,
        ContentType: 'application/gzip',
        ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
        ...condition,
        Metadata: {
          'taken-at': new Date(takenAt).toISOString(),
          index: String(index),
          term: String(term),
          bytes: String(bytes),
          sha256,
          'cluster-id': clusterId,
          version,
          seal,
          ...(key === PARKED && { content: 'parked' }),
        },
      });
    await this.#send('PutObject', () => this.s3.send(put(), { abortSignal }));
    return file;
  }

  /** Opens a file. What is read has to be verified again. @throws AwsError; reading throws it if the file ends early */
  async open({ key }: Pick<SnapshotFile, 'key'>, abortSignal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const { Body } = await this.#send('GetObject', () =>
      this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }), { abortSignal }),
    );
    return arriving(Body as Readable);
  }

  /** Writes down that a cluster was sealed. @throws AwsError */
  writeDemotion(cluster: ClusterName, demotion: Demotion, abortSignal: AbortSignal): Promise<void> {
    return this.#putJson(demotionKey(cluster), demotion, abortSignal);
  }

  /** When this system last sealed a cluster, and how far it is on the way to a parked one. @throws AwsError, SnapshotStoreError */
  readDemotion(cluster: ClusterName, abortSignal: AbortSignal): Promise<Demotion | undefined> {
    return this.#readJson(demotionKey(cluster), DEMOTION, abortSignal);
  }

  /**
   * Writes down that a cluster is about to be taken down. It has its own key, because it says nothing of what the cluster had,
   * and must never pass for a demotion.
   *
   * @throws AwsError
   */
  writeDemotionBegun(cluster: ClusterName, begun: DemotionBegun, abortSignal: AbortSignal): Promise<void> {
    return this.#putJson(demotionBegunKey(cluster), begun, abortSignal);
  }

  /** When this system last began to take a cluster down. @throws AwsError, SnapshotStoreError */
  readDemotionBegun(cluster: ClusterName, abortSignal: AbortSignal): Promise<DemotionBegun | undefined> {
    return this.#readJson(demotionBegunKey(cluster), DEMOTION_BEGUN, abortSignal);
  }

  /** Tells the puller of this region which cluster has the role from now on. @throws AwsError */
  writePromotion(promotion: LastPromotion, abortSignal: AbortSignal): Promise<void> {
    return this.#putJson(PROMOTED, promotion, abortSignal);
  }

  /** @throws AwsError, SnapshotStoreError */
  readPromotion(abortSignal: AbortSignal): Promise<LastPromotion | undefined> {
    return this.#readJson(PROMOTED, LAST_PROMOTION, abortSignal);
  }

  async #putJson(Key: string, content: object, abortSignal: AbortSignal): Promise<void> {
    const Body = JSON.stringify(content);
    await this.#send('PutObject', () =>
      this.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key, Body, ContentType: 'application/json' }), {
        abortSignal,
      }),
    );
  }

  async #readJson<T>(
    Key: string,
    schema: v.GenericSchema<unknown, T>,
    abortSignal: AbortSignal,
  ): Promise<T | undefined> {
    const text = await this.#send('GetObject', async () => {
      try {
        const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key }), { abortSignal });
        return await Body?.transformToString();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    });
    if (text === undefined) return undefined;
    const parsed = v.safeParse(schema, text);
    if (parsed.success) return parsed.output;
    throw new SnapshotStoreError(`${Key} in ${this.bucket} is malformed`, 'Restore its earlier version, or delete it.');
  }

  async #send<T>(call: string, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (cause) {
      throw new AwsError('S3', call, cause, REMEDY);
    }
  }
}

/** The limit of a call holds until the last byte, and a connection may break before that. @throws AwsError */
async function* arriving(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    throw new AwsError('S3', 'GetObject', cause, REMEDY);
  }
}

/**
 * An older file that was copied to a newer name would be restored in place of the newest one. A file of a parked cluster must
 * never pass for one with data, nor the other way round.
 */
function isNamedRight(key: string, metadata: v.InferOutput<typeof METADATA>): boolean {
  if (key === PARKED || metadata.content === 'parked') return key === PARKED && metadata.content === 'parked';
  return [PULLED, KEPT].some((prefix) => key === keyOf(prefix, Date.parse(metadata['taken-at'])));
}

const demotionKey = (cluster: ClusterName): string => `demoted/${cluster}.json`;
const demotionBegunKey = (cluster: ClusterName): string => `demoted/${cluster}-begun.json`;
const keyOf = (prefix: string, at: number): string => `${prefix}${new Date(at).toISOString()}.snap`;
