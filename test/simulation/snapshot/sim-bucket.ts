import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { NoSuchKey, NotFound, S3Client } from '@aws-sdk/client-s3';
import { limitOf } from '../in-virtual-time';
import type { Failures, SimRun } from '../sim-run';

/** One version of an object. */
export interface SimObject {
  readonly bytes: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: {
    readonly Key?: string;
    readonly Prefix?: string;
    readonly MaxKeys?: number;
    readonly StartAfter?: string;
    readonly ContinuationToken?: string;
    readonly Body?: string | Readable;
    readonly ChecksumSHA256?: string;
    readonly IfNoneMatch?: string;
    readonly Metadata?: Record<string, string>;
  };
}

const PAGE = 8;
/** What the client of the product waits for, milliseconds. */
const PATIENCE_MS = 45_000;

const failure = (name: string, status: number): Error =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } });

export const FAILURES: Failures = {
  reset: () => failure('TimeoutError', 0),
  silent: () => failure('TimeoutError', 0),
  unavailable: () => failure('ServiceUnavailable', 503),
  denied: () => failure('AccessDenied', 403),
  garbled: () => failure('SyntaxError', 0),
};

/** A versioned bucket. The newest version of an object comes last. */
export class SimBucket {
  readonly objects = new Map<string, SimObject[]>();
  /** `lost`: no answer, as if its region were lost. */
  behaviour: 'answers' | 'fails' | 'lost' = 'answers';
  /** Whether the connection breaks before a file has arrived to its end. */
  breaksOff = false;

  constructor(
    readonly region: string,
    private readonly now: () => number,
    /** How long a file takes to arrive, milliseconds. */
    private readonly fetchMs = 0,
  ) {}

  newestOf = (key: string): SimObject | undefined => this.objects.get(key)?.at(-1);

  put(key: string, bytes: Buffer, metadata: SimObject['metadata'] = {}): void {
    this.objects.set(key, [...(this.objects.get(key) ?? []), { bytes, metadata, at: this.now() }]);
  }

  /** The client of one run. @param isReached whether the region of the run reaches it */
  client(run: SimRun, isReached: () => boolean): S3Client {
    const client = Object.create(S3Client.prototype) as S3Client;
    const send = async (command: Command, { abortSignal }: { abortSignal?: AbortSignal } = {}): Promise<object> => {
      const limitMs = Math.min(limitOf(abortSignal), PATIENCE_MS);
      const body = await bytesOf(command.input.Body);
      if (!isReached() || this.behaviour === 'lost') {
        return run.call(async () => run.wait(limitMs).then(() => Promise.reject(FAILURES.silent())), FAILURES, limitMs);
      }
      return run.call(() => this.#answer(run, command, body), FAILURES, limitMs);
    };
    return Object.assign(client, { send });
  }

  #answer(run: SimRun, { constructor: { name }, input }: Command, body: Buffer): object {
    if (this.behaviour === 'fails') throw FAILURES.unavailable();
    const { Key = '' } = input;
    switch (name) {
      case 'HeadBucketCommand':
        return { BucketRegion: this.region };
      case 'ListObjectsV2Command':
        return this.#list(input);
      case 'HeadObjectCommand': {
        const found = this.newestOf(Key);
        if (!found) throw new NotFound({ message: 'no', $metadata: { httpStatusCode: 404 } });
        return { Metadata: found.metadata, ContentLength: found.bytes.length };
      }
      case 'GetObjectCommand': {
        const found = this.newestOf(Key);
        if (!found) throw new NoSuchKey({ message: 'no', $metadata: { httpStatusCode: 404 } });
        const text = (): Promise<string> => Promise.resolve(found.bytes.toString());
        return { Body: Object.assign(Readable.from(this.#arriving(run, found)), { transformToString: text }) };
      }
      case 'PutObjectCommand': {
        if (input.IfNoneMatch === '*' && this.objects.has(Key)) throw failure('PreconditionFailed', 412);
        const sum = createHash('sha256').update(body).digest('base64');
        if (input.ChecksumSHA256 !== undefined && input.ChecksumSHA256 !== sum) throw failure('BadDigest', 400);
        this.put(Key, body, input.Metadata);
        return {};
      }
      default:
        throw new Error(`the bucket does not know ${name}`);
    }
  }

  async *#arriving(run: SimRun, { bytes }: SimObject): AsyncGenerator<Buffer> {
    if (this.fetchMs > 0) await run.wait(this.fetchMs);
    yield bytes.subarray(0, this.breaksOff ? bytes.length / 2 : bytes.length);
    if (this.breaksOff) throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
  }

  #list({ Prefix = '', StartAfter = '', ContinuationToken, MaxKeys = PAGE }: Command['input']): object {
    const after = ContinuationToken ?? StartAfter;
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(Prefix) && key > after).sort();
    const page = keys.slice(0, MaxKeys);
    return {
      Contents: page.map((Key) => ({ Key })),
      ...(keys.length > MaxKeys && { IsTruncated: true, NextContinuationToken: page.at(-1) }),
    };
  }
}

async function bytesOf(body: string | Readable | undefined): Promise<Buffer> {
  if (!(body instanceof Readable)) return Buffer.from(body ?? '');
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
