import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import { TemporaryFileError, withCopy } from '../../../functions/shared/take-snapshot';

/** Takes what is written to it, and has no room. */
const FULL = '/dev/full';

async function* chunks(count: number): AsyncGenerator<Buffer> {
  for (let i = 0; i < count; i++) yield await Promise.resolve(Buffer.alloc(64 * 1024));
}

const copy = (count: number): Promise<unknown> =>
  withCopy(chunks(count), { mostBytes: 1e9 }, () => Promise.reject(new Error('it is used'))).catch(
    (error: unknown) => error,
  );

describe('withCopy', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(os.tmpdir(), 'take-snapshot-test-'));
    jest.spyOn(os, 'tmpdir').mockReturnValue(folder);
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await rm(folder, { recursive: true });
  });

  it.each([1, 40])('says that the temporary storage is full, after %d chunks of 64 KiB', async (count) => {
    const create = fs.createWriteStream;
    jest.spyOn(fs, 'createWriteStream').mockImplementation((_path, options) => create(FULL, options));
    const error = await copy(count);
    expect(error).toBeInstanceOf(TemporaryFileError);
    expect(String(error)).toContain('ENOSPC');
    expect(await readdir(folder)).toEqual([]);
  });

  it('deletes the file that a killed process has left', async () => {
    const { pid } = spawnSync(process.execPath, ['--eval', '']);
    for (const one of [pid, process.pid]) await mkdir(join(folder, `snapshot-${one}-left`));
    await copy(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps the files of processes that run, and what it did not make', async () => {
    const others = [`snapshot-${process.ppid}-used`, 'snapshot-of-somebody'];
    for (const name of others) await mkdir(join(folder, name));
    let own: string[] = [];
    async function* meanwhile(): AsyncGenerator<Buffer> {
      await copy(1);
      own = (await readdir(folder)).filter((name) => name.startsWith(`snapshot-${process.pid}-`));
      yield Buffer.alloc(1);
    }
    await withCopy(meanwhile(), { mostBytes: 1e9 }, () => Promise.resolve()).catch(() => undefined);
    expect(own).toHaveLength(1);
    expect((await readdir(folder)).sort()).toEqual(others.sort());
  });

  it('says that there is no temporary storage', async () => {
    jest.spyOn(os, 'tmpdir').mockReturnValue(join(folder, 'missing'));
    expect(await copy(1)).toBeInstanceOf(TemporaryFileError);
  });
});
