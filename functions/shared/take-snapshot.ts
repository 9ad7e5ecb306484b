import { createWriteStream, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { VaultDrError } from './errors';
import type { Secret } from './secret';
import { verifySnapshot, type SnapshotFacts } from './snapshot-archive';
import type { VaultFiles } from './vault-client';

export interface TakeOptions {
  readonly token: Secret;
  readonly timeoutMs: number;
  /** Longest file, bytes. */
  readonly mostBytes: number;
}

/** A snapshot could not be written to the temporary storage of this process. Nothing was done with it. */
export class TemporaryFileError extends VaultDrError {
  constructor(cause: unknown) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    super(
      `A snapshot could not be written to the temporary storage (${code})`,
      'If there is too little of it (ENOSPC), give replication.maxFileMib the size of the file, and deploy again.',
      { cause },
    );
  }
}

/**
 * Takes a snapshot of a cluster into a temporary file, and verifies it while it arrives.
 *
 * @param use gets the file, which is deleted afterwards
 * @throws SnapshotFileError; VaultDrError if the cluster does not give it
 */
export async function takeSnapshot<T>(
  vault: VaultFiles,
  { token, timeoutMs, mostBytes }: TakeOptions,
  use: (path: string, facts: SnapshotFacts) => Promise<T>,
): Promise<T> {
  const answer = await vault.download('sys/storage/raft/snapshot', { token, timeoutMs });
  return withCopy(answer, { mostBytes }, use);
}

/** Copies a snapshot into a temporary file, and verifies it meanwhile. @throws SnapshotFileError, TemporaryFileError */
export async function withCopy<T>(
  source: AsyncIterable<Uint8Array>,
  limits: { readonly mostBytes: number },
  use: (path: string, facts: SnapshotFacts) => Promise<T>,
): Promise<T> {
  await deleteLeftovers();
  const folder = await mkdtemp(join(tmpdir(), `snapshot-${process.pid}-`)).catch(asFileError);
  live.add(folder);
  try {
    const path = join(folder, 'raft.snap');
    const facts = await verifySnapshot(copied(source, path), limits);
    return await use(path, facts);
  } finally {
    live.delete(folder);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Folders of the copies that this process makes now. */
const live = new Set<string>();
const FOLDER = /^snapshot-(\d+)-/;

/**
 * Deletes what a process has left that was killed. A Lambda that begins anew keeps its temporary storage, in which there may be no
 * room for two files.
 */
async function deleteLeftovers(): Promise<void> {
  for (const name of namesIn(tmpdir())) {
    const [, pid] = FOLDER.exec(name) ?? [];
    const folder = join(tmpdir(), name);
    if (pid === undefined || live.has(folder) || isOfAnother(Number(pid))) continue;
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    return asFileError(cause);
  }
}

/** Whether another process runs with this number. The one before may have had the same as this one. */
function isOfAnother(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // One of another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Passes on what it writes to a file. The file is whole when the source has ended. */
async function* copied(source: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  const file = createWriteStream(path, { mode: 0o600 });
  let failure: Error | undefined;
  file.on('error', (error) => (failure = error));
  try {
    for await (const chunk of source) {
      if (failure) asFileError(failure);
      if (!file.write(chunk)) await once(file, 'drain').catch(asFileError);
      yield chunk;
    }
  } finally {
    const closed = file.destroyed ? Promise.resolve() : once(file, 'close').catch(asFileError);
    file.end();
    await closed;
  }
  if (failure) asFileError(failure);
}

/** @throws TemporaryFileError */
function asFileError(cause: unknown): never {
  throw new TemporaryFileError(cause);
}
