import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createTar, parseTar } from 'nanotar';

/** What a snapshot holds, as far as the worlds look into it. */
export interface Held {
  /** Number of a store in {@link Archive}. */
  readonly store: number;
  readonly index: number;
  readonly term: number;
  /** Key of the seal that it was made with. */
  readonly key: string;
}

const sha256 = (data: string): string => createHash('sha256').update(data).digest('hex');

/** A file as `sys/storage/raft/snapshot` makes it: a small one, that is right in all its sums. */
export function snapshotBytes({ store, index, term, key }: Held): Buffer {
  const state = `store ${store}`;
  const meta = JSON.stringify({ Version: 1, ID: 'bolt-snapshot', Index: index, Term: term, Size: state.length });
  const sums = `${sha256(meta)}  meta.json\n${sha256(state)}  state.bin\n`;
  const parts = {
    'meta.json': meta,
    'state.bin': state,
    SHA256SUMS: sums,
    'SHA256SUMS.sealed': `${key} ${sha256(sums)}`,
  };
  const tar = createTar(Object.entries(parts).map(([name, data]) => ({ name, data, attrs: { mtime: 0 } })));
  return gzipSync(tar, { level: 1 });
}

/** Reads a file as a cluster does that restores it. @returns `undefined` if it is no whole snapshot */
export function heldIn(bytes: Uint8Array): Held | undefined {
  try {
    const entries = new Map(parseTar(gunzipSync(bytes)).map((entry) => [entry.name, entry.text]));
    const meta = JSON.parse(entries.get('meta.json') ?? '') as { Index: number; Term: number };
    const [, store] = /^store (\d+)$/.exec(entries.get('state.bin') ?? '') ?? [];
    const [key = '', sum] = (entries.get('SHA256SUMS.sealed') ?? '').split(' ');
    const isRight = store !== undefined && sum === sha256(entries.get('SHA256SUMS') ?? '');
    return isRight ? { store: Number(store), index: meta.Index, term: meta.Term, key } : undefined;
  } catch {
    return undefined;
  }
}
