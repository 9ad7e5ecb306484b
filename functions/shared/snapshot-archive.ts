import { createHash, type Hash } from 'node:crypto';
import { createGunzip } from 'node:zlib';
import * as v from 'valibot';
import { VaultDrError } from './errors';

/** What is wrong with a snapshot file. */
export type SnapshotFault = 'truncated' | 'corrupt' | 'foreign' | 'too-large' | 'older';

const REMEDY: Readonly<Record<SnapshotFault, string>> = {
  truncated: 'It is not used. The next one is taken by the schedule; if that ends early too, look at the network.',
  corrupt: 'It is not used. Take the version before it, and look at who can write to the bucket.',
  foreign: 'Give a file of GET sys/storage/raft/snapshot: a cluster with raft storage makes it.',
  'too-large': 'Raise replication.maxFileMib of snapshotReplication, or make the store smaller.',
  older:
    'The newer one stays. If it was copied from an old primary, move it elsewhere, and wait for a new one. If the older one is wanted, restore it by hand.',
};

/** A snapshot file must not be used. */
export class SnapshotFileError extends VaultDrError {
  override readonly retryable: boolean;

  constructor(
    readonly fault: SnapshotFault,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`The snapshot file is ${fault}: ${detail}`, REMEDY[fault], options);
    this.retryable = fault === 'truncated';
  }
}

/** What a snapshot file says of itself, after its checksums were right. */
export interface SnapshotFacts {
  /** Raft index of the last write in it. */
  readonly index: number;
  /** Raft term of that write. */
  readonly term: number;
  /** Length of the file. */
  readonly bytes: number;
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256: string;
}

export interface SnapshotLimits {
  /** Longest file, bytes. What is in it may be {@link UNPACKED} times as long. */
  readonly mostBytes: number;
}

/** Encrypted data does not get much shorter when it is packed. */
const UNPACKED = 4;

const META = v.object({
  Index: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  Term: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  Size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});

const META_FILE = 'meta.json';
const STATE_FILE = 'state.bin';
const SUMS_FILE = 'SHA256SUMS';
/** The checksums, encrypted with the seal. Only a cluster with the same seal can read them; a snapshot of Consul has none. */
const SEALED_FILE = 'SHA256SUMS.sealed';
const FILES: ReadonlySet<string> = new Set([META_FILE, STATE_FILE, SUMS_FILE, SEALED_FILE]);

/**
 * Reads a raft snapshot of Vault or OpenBao to its end, and checks that it is whole: a gzip-compressed tar whose checksums
 * are right. Keeps nothing of its state in memory.
 *
 * @throws SnapshotFileError
 * @see https://developer.hashicorp.com/vault/api-docs/system/storage/raft#take-a-snapshot-of-the-raft-cluster
 */
export async function verifySnapshot(
  file: AsyncIterable<Uint8Array>,
  { mostBytes }: SnapshotLimits,
): Promise<SnapshotFacts> {
  const hash = createHash('sha256');
  let bytes = 0;
  const gunzip = createGunzip();
  const archive = new TarReader();
  let unpacked = 0;
  const reading = (async () => {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      unpacked += chunk.length;
      // A small file can unpack to a very large one.
      if (unpacked > mostBytes * UNPACKED) throw tooLarge(mostBytes);
      archive.add(chunk);
    }
  })();
  // Whichever fails first counts. The other one then ends too.
  const failed = reading.then(
    () => undefined,
    (error: unknown) => error ?? new Error('unpacking failed'),
  );
  let over: unknown;
  void failed.then((error) => (over = error));
  try {
    for await (const chunk of file) {
      bytes += chunk.length;
      if (bytes > mostBytes) throw tooLarge(mostBytes);
      hash.update(chunk);
      if (over !== undefined) break;
      if (!gunzip.write(chunk)) await Promise.race([drained(gunzip), failed]);
    }
    gunzip.end();
    await reading;
  } catch (error) {
    throw asSnapshotError(error);
  } finally {
    gunzip.destroy();
  }
  // zlib ignores what follows the end of a gzip file.
  if (gunzip.bytesWritten !== bytes) throw new SnapshotFileError('corrupt', 'it has more bytes after its end');
  return { ...factsOf(archive.end()), bytes, sha256: hash.digest('hex') };
}

/**
 * @param newest the newest file of the same cluster. A restore never sets the raft index back, so it counts through restores
 * @throws SnapshotFileError if `file` has fewer writes
 */
export function refuseOlder(file: Pick<SnapshotFacts, 'index'>, newest: Pick<SnapshotFacts, 'index'>): void {
  if (file.index >= newest.index) return;
  throw new SnapshotFileError('older', `it ends at raft index ${file.index}, and the newest one at ${newest.index}`);
}

const drained = (stream: NodeJS.EventEmitter): Promise<void> =>
  new Promise((resolve) => {
    // A large file waits thousands of times.
    const done = (): void => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });

const tooLarge = (mostBytes: number): SnapshotFileError =>
  new SnapshotFileError('too-large', `it has more than ${mostBytes} bytes`);

const ZLIB: Readonly<Record<string, readonly [SnapshotFault, string]>> = {
  Z_BUF_ERROR: ['truncated', 'it ends early'],
  Z_DATA_ERROR: ['corrupt', 'it cannot be unpacked'],
};

function asSnapshotError(error: unknown): unknown {
  const known = ZLIB[(error as NodeJS.ErrnoException).code ?? ''];
  return known ? new SnapshotFileError(...known, { cause: error }) : error;
}

function factsOf(entries: ReadonlyMap<string, Entry>): Pick<SnapshotFacts, 'index' | 'term'> {
  const entry = (name: string): Entry => {
    const found = entries.get(name);
    if (!found) throw new SnapshotFileError('foreign', `${name} is not in it`);
    return found;
  };
  const [state, sealed] = [entry(STATE_FILE), entry(SEALED_FILE)];
  if (sealed.bytes === 0) throw new SnapshotFileError('corrupt', `${SEALED_FILE} is empty`);
  const sums = parseSums(entry(SUMS_FILE).text());
  for (const name of [META_FILE, STATE_FILE]) {
    if (sums.get(name) !== entry(name).sha256) {
      throw new SnapshotFileError('corrupt', `the checksum of ${name} is not the one in ${SUMS_FILE}`);
    }
  }
  const meta = v.safeParse(v.pipe(v.string(), v.parseJson(), META), entry(META_FILE).text());
  if (!meta.success) throw new SnapshotFileError('foreign', `${META_FILE} names no raft index`);
  const { Index: index, Term: term, Size: size } = meta.output;
  if (size !== state.bytes) {
    throw new SnapshotFileError('corrupt', `${STATE_FILE} has ${state.bytes} bytes, and ${META_FILE} says ${size}`);
  }
  return { index, term };
}

const parseSums = (text: string): Map<string, string> =>
  new Map(
    text.split('\n').flatMap((line) => {
      const [, sum, name] = /^([0-9a-f]{64}) {2}(\S+)$/.exec(line) ?? [];
      return sum !== undefined && name !== undefined ? [[name, sum] as const] : [];
    }),
  );

const BLOCK = 512;
/** Longest file of an archive that is kept in memory. */
const MOST_TEXT = 64 * 1024;

/** A file in an archive while it is read. */
class Entry {
  readonly #hash: Hash = createHash('sha256');
  readonly #chunks: Buffer[] = [];
  sha256 = '';
  #seen = 0;

  constructor(
    readonly name: string,
    readonly bytes: number,
  ) {}

  get missing(): number {
    return this.bytes - this.#seen;
  }

  add(chunk: Buffer): void {
    this.#hash.update(chunk);
    this.#seen += chunk.length;
    // Copied: the chunk may be a part of a much larger one.
    if (this.bytes <= MOST_TEXT) this.#chunks.push(Buffer.from(chunk));
  }

  close(): this {
    this.sha256 = this.#hash.digest('hex');
    return this;
  }

  text(): string {
    if (this.bytes > MOST_TEXT) throw new SnapshotFileError('foreign', `${this.name} has ${this.bytes} bytes`);
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}

/**
 * Reads a tar as it arrives.
 *
 * @see https://www.gnu.org/software/tar/manual/html_node/Standard.html
 */
class TarReader {
  readonly #entries = new Map<string, Entry>();
  #entry: Entry | undefined;
  #header = Buffer.alloc(0);
  /** Bytes that fill the last block of an entry. */
  #padding = 0;
  #emptyBlocks = 0;

  add(chunk: Buffer): void {
    for (let rest = chunk; rest.length > 0;) rest = rest.subarray(this.#take(rest));
  }

  /** @returns the files by name @throws SnapshotFileError if the archive has no end */
  end(): ReadonlyMap<string, Entry> {
    if (this.#emptyBlocks === 0) throw new SnapshotFileError('truncated', 'the archive in it has no end');
    return this.#entries;
  }

  /** @returns how many bytes were used */
  #take(rest: Buffer): number {
    if (this.#entry) return this.#takeContent(this.#entry, rest);
    if (this.#padding > 0) {
      const used = Math.min(this.#padding, rest.length);
      this.#padding -= used;
      return used;
    }
    const part = rest.subarray(0, BLOCK - this.#header.length);
    this.#header = Buffer.concat([this.#header, part]);
    if (this.#header.length === BLOCK) this.#open(this.#header);
    return part.length;
  }

  #takeContent(entry: Entry, rest: Buffer): number {
    const part = rest.subarray(0, entry.missing);
    entry.add(part);
    if (entry.missing === 0) this.#close(entry);
    return part.length;
  }

  #open(header: Buffer): void {
    this.#header = Buffer.alloc(0);
    if (header.every((byte) => byte === 0)) {
      this.#emptyBlocks += 1;
      return;
    }
    if (this.#emptyBlocks > 0) throw new SnapshotFileError('corrupt', 'the archive in it goes on after its end');
    const entry = parseHeader(header);
    if (this.#entries.has(entry.name)) throw new SnapshotFileError('corrupt', `${entry.name} is in it twice`);
    if (entry.bytes === 0) this.#close(entry);
    else this.#entry = entry;
  }

  #close(entry: Entry): void {
    this.#entries.set(entry.name, entry.close());
    this.#entry = undefined;
    this.#padding = (BLOCK - (entry.bytes % BLOCK)) % BLOCK;
  }
}

const field = (header: Buffer, from: number, bytes: number): string =>
  header
    .toString('latin1', from, from + bytes)
    .replace(/\0.*$/s, '')
    .trim();

function parseHeader(header: Buffer): Entry {
  const name = field(header, 0, 100);
  const [size, sum] = [field(header, 124, 12), field(header, 148, 8)];
  // The checksum is counted with blanks in its own place.
  const counted = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  if (!/^[0-7]+$/.test(sum) || parseInt(sum, 8) !== counted) {
    throw new SnapshotFileError('foreign', 'what is in it is no tar archive');
  }
  if (!FILES.has(name)) throw new SnapshotFileError('foreign', 'another file is in it than a raft snapshot has');
  if (header[124] !== undefined && header[124] >= 0x80) return new Entry(name, binarySize(header.subarray(124, 136)));
  if (!/^[0-7]+$/.test(size)) throw new SnapshotFileError('corrupt', `the length of ${name} is no number`);
  return new Entry(name, parseInt(size, 8));
}

/** A size of 8 GiB and more is written in base 256. */
const binarySize = (bytes: Buffer): number => Number(BigInt(`0x${bytes.subarray(1).toString('hex')}`));
