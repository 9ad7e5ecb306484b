import { GetObjectCommand, paginateListObjectsV2, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { CONFIGS, type EnvironmentName } from '../../live/environments';
import { digestOf } from '../changes/normalise';
import { DeliveryError } from '../errors';
import { EVIDENCE_DAYS, reviewsPrefix, APPLIES_PREFIX } from './places';
import { parseRecord, type Apply, type Record, type Review } from './records';

/** Of the newest applies, so many are read to find a successful one. */
const APPLIES_READ = 50;
const DAY_MS = 86_400_000;

/** A record, and its key in the bucket. */
export interface Kept<R extends Record> {
  readonly key: string;
  readonly record: R;
}

/**
 * The evidence of one environment, in its state bucket. A record is written once: S3 refuses a second one under the same
 * key, the bucket policy refuses a write that does not ask for this, and the object lock keeps it for a year.
 */
export class Records {
  constructor(
    private readonly client: S3Client,
    private readonly environment: EnvironmentName,
  ) {}

  /** @returns the key of the record */
  async write(record: Record, at: string): Promise<string> {
    const name = `${at.replaceAll(':', '-')}-${record.digest.slice(0, 16)}.json`;
    const key = (record.kind === 'review' ? reviewsPrefix(record.tree) : APPLIES_PREFIX) + name;
    const put = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: key,
      Body: JSON.stringify(record, undefined, 2),
      ContentType: 'application/json',
      IfNoneMatch: '*',
      // Nobody has the right to shorten it, but the owner of the account could get it. "COMPLIANCE" could not be undone.
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: new Date(Date.parse(at) + EVIDENCE_DAYS * DAY_MS),
    });
    await this.#explained(this.client.send(put));
    return key;
  }

  /** @returns the reviews of a tree, oldest first */
  async readReviews(tree: string): Promise<Kept<Review>[]> {
    const keys = await this.#list(reviewsPrefix(tree));
    const kept = await Promise.all(keys.map((key) => this.#read(key)));
    return kept.map(({ key, record }) => {
      if (record.kind === 'review' && record.tree === tree) return { key, record };
      throw this.#forged(key, 'is no review of that tree');
    });
  }

  /** @returns the newest record of an apply that did not fail; `undefined` when there is none, or nothing is left of it */
  async readLastApplied(): Promise<Apply | undefined> {
    const newest = (await this.#list(APPLIES_PREFIX)).reverse().slice(0, APPLIES_READ);
    for (const key of newest) {
      const { record } = await this.#read(key);
      if (record.kind !== 'apply') throw this.#forged(key, 'is no record of an apply');
      if (record.result === 'destroyed') return undefined;
      if (record.result !== 'failed') return record;
    }
    return undefined;
  }

  get #bucket(): string {
    return CONFIGS[this.environment].state.bucket;
  }

  /** @returns keys in the order of their time */
  async #list(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    const pages = paginateListObjectsV2({ client: this.client }, { Bucket: this.#bucket, Prefix: prefix });
    const collect = async (): Promise<void> => {
      for await (const { Contents = [] } of pages) keys.push(...Contents.map(({ Key = '' }) => Key));
    };
    await this.#explained(collect());
    return keys.sort();
  }

  async #read(key: string): Promise<Kept<Record>> {
    const get = this.client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
    const text = await this.#explained(get.then(({ Body }) => Body?.transformToString()));
    const record = parseRecord(text ?? '');
    if (record === undefined) throw this.#forged(key, 'cannot be read');
    if (record.kind === 'review' && record.digest !== digestOf(record.changes)) {
      throw this.#forged(key, 'has another digest than its changes');
    }
    if (record.environment !== this.environment) throw this.#forged(key, `is of ${record.environment}`);
    return { key, record };
  }

  /** Only a role of the pipeline may write there, and it writes nothing else. */
  #forged(key: string, what: string): DeliveryError {
    return new DeliveryError(
      `${key} in the bucket ${this.#bucket} ${what}, so this program did not write it for ${this.environment}: ` +
        'find out who did, and change nothing until then',
    );
  }

  async #explained<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (cause) {
      const name = cause instanceof Error ? cause.name : 'unknown';
      throw new DeliveryError(
        `the records of ${this.environment} in the bucket ${this.#bucket} cannot be used (${name}): check the AWS role ` +
          `and the network, and run "make bootstrap ENV=${this.environment}"`,
        { cause },
      );
    }
  }
}
