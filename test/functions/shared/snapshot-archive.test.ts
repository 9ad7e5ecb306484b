import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createTar } from 'nanotar';
import {
  refuseOlder,
  SnapshotFileError,
  verifySnapshot,
  type SnapshotFacts,
} from '../../../functions/shared/snapshot-archive';

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

interface Parts {
  readonly 'meta.json': string;
  readonly 'state.bin': Uint8Array;
  readonly SHA256SUMS: string;
  readonly 'SHA256SUMS.sealed': string;
}

/** A file as `sys/storage/raft/snapshot` makes it. */
function snapshot(change: (parts: Parts) => Record<string, string | Uint8Array> = (parts) => ({ ...parts })): Buffer {
  const state = Buffer.alloc(3_000, 'state');
  const meta = JSON.stringify({ Version: 1, ID: 'bolt-snapshot', Index: 30, Term: 3, Size: state.length });
  const SHA256SUMS = `${sha256(meta)}  meta.json\n${sha256(state)}  state.bin\n`;
  const parts: Parts = { 'meta.json': meta, 'state.bin': state, SHA256SUMS, 'SHA256SUMS.sealed': 'sealed' };
  return gzipSync(createTar(Object.entries(change(parts)).map(([name, data]) => ({ name, data }))));
}

async function* inPieces(file: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < file.length; at += size) yield await Promise.resolve(file.subarray(at, at + size));
}

const verify = (file: Buffer, size = 100, mostBytes = 1e6): Promise<SnapshotFacts> =>
  verifySnapshot(inPieces(file, size), { mostBytes });

const faultOf = (verified: Promise<unknown>): Promise<string> =>
  verified.then(
    () => 'none',
    (error: unknown) => (error instanceof SnapshotFileError ? error.fault : String(error)),
  );

describe('verifySnapshot', () => {
  it.each([1, 7, 512, 100_000])('reads a whole file in pieces of %d bytes', async (size) => {
    const file = snapshot();
    expect(await verify(file, size)).toEqual({ index: 30, term: 3, bytes: file.length, sha256: sha256(file) });
  });

  it('refuses a file that ends anywhere before its end', async () => {
    const file = snapshot();
    const cuts = Array.from({ length: file.length - 1 }, (_, at) => at + 1);
    const faults = await Promise.all(cuts.map((end) => faultOf(verify(file.subarray(0, end)))));
    expect(new Set(faults)).toEqual(new Set(['truncated']));
  });

  it('refuses an archive that has all its files and no end', async () => {
    const archive = gunzipSync(snapshot());
    const end = archive.findLastIndex((byte) => byte !== 0) + 1;
    const withoutEnd = archive.subarray(0, Math.ceil(end / 512) * 512);
    expect(await faultOf(verify(gzipSync(withoutEnd)))).toBe('truncated');
  });

  it('refuses an empty file', async () => expect(await faultOf(verify(Buffer.alloc(0)))).toBe('truncated'));

  it('refuses a file in which any byte of the state has changed', async () => {
    const changed = snapshot((parts) => ({ ...parts, 'state.bin': Buffer.alloc(3_000, 'stale') }));
    expect(await faultOf(verify(changed))).toBe('corrupt');
  });

  it('refuses a file in which the index has changed', async () => {
    const changed = snapshot((parts) => ({ ...parts, 'meta.json': parts['meta.json'].replace('30', '31') }));
    expect(await faultOf(verify(changed))).toBe('corrupt');
  });

  it('refuses bytes after the end', async () => {
    expect(await faultOf(verify(Buffer.concat([snapshot(), Buffer.from('more')])))).toBe('corrupt');
  });

  it.each(['meta.json', 'state.bin', 'SHA256SUMS', 'SHA256SUMS.sealed'] as const)(
    'refuses a file without %s',
    async (name) => {
      const without = snapshot(({ [name]: _, ...others }) => others);
      expect(await faultOf(verify(without))).toBe('foreign');
    },
  );

  it('refuses an archive with another file', async () => {
    expect(await faultOf(verify(snapshot((parts) => ({ ...parts, 'other.txt': 'x' }))))).toBe('foreign');
  });

  it('refuses what is no tar', async () => {
    expect(await faultOf(verify(gzipSync('x'.repeat(2_000))))).toBe('foreign');
  });

  it('refuses what is not compressed', async () => {
    expect(await faultOf(verify(Buffer.from('{"errors":["permission denied"]}')))).toBe('corrupt');
  });

  it('ends at its limit, also if a small file unpacks to a large one', async () => {
    const bomb = snapshot((parts) => ({ ...parts, 'state.bin': Buffer.alloc(5_000_000) }));
    expect(bomb.length).toBeLessThan(1e6);
    expect(await faultOf(verify(bomb))).toBe('too-large');
  });

  it('passes on why the source failed', async () => {
    async function* failing(): AsyncGenerator<Buffer> {
      yield await Promise.resolve(snapshot().subarray(0, 100));
      throw new Error('connection reset');
    }
    await expect(verifySnapshot(failing(), { mostBytes: 1e6 })).rejects.toThrow('connection reset');
  });
});

describe('refuseOlder', () => {
  it('refuses a file with fewer writes than the newest one', () => {
    expect(() => refuseOlder({ index: 29 }, { index: 30 })).toThrow('raft index 29, and the newest one at 30');
  });

  it('accepts one with the same writes', () => expect(refuseOlder({ index: 30 }, { index: 30 })).toBeUndefined());
});
