import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { UsageError } from '../exit-codes';

/** Longer than everything that is written later, so that a full disk is found before Vault is initialised. */
const RESERVED_BYTES = 256 * 1024;

/** A file that only its owner reads. It exists, with room for the keys, before there are any. */
export class KeyFile {
  private constructor(
    readonly path: string,
    private readonly descriptor: number,
  ) {}

  /** @throws UsageError when it exists or cannot be written; nothing is left behind then */
  static reserve(path: string): KeyFile {
    const descriptor = open(path);
    const file = new KeyFile(path, descriptor);
    try {
      writeAll(descriptor, Buffer.alloc(RESERVED_BYTES, ' '));
      return file;
    } catch (cause) {
      file.discard();
      throw new UsageError(`${path} cannot be written: there has to be room for it. Nothing was sent to Vault.`, {
        cause,
      });
    }
  }

  /** Writes the content and waits until the disk has it. */
  save(content: object): void {
    const bytes = Buffer.from(`${JSON.stringify(content, undefined, 2)}\n`);
    writeAll(this.descriptor, bytes);
    ftruncateSync(this.descriptor, bytes.length);
    fsyncSync(this.descriptor);
    closeSync(this.descriptor);
  }

  /** Removes the file, if nothing was saved in it. */
  discard(): void {
    closeSync(this.descriptor);
    unlinkSync(this.path);
  }
}

/** @throws UsageError when the file exists */
export function refuseExisting(path: string): void {
  if (existsSync(path)) throw exists(path);
}

const exists = (path: string): UsageError =>
  new UsageError(`${path} exists, and may have the keys of another cluster in it. Give another name.`);

function open(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw exists(path);
    throw new UsageError(`${path} cannot be written. Check the folder and its permissions.`, { cause });
  }
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done, bytes.length - done, done);
  fsyncSync(descriptor);
}
