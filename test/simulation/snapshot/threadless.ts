import fs from 'node:fs';
import files from 'node:fs/promises';
import { Readable, Transform, Writable } from 'node:stream';
import zlib from 'node:zlib';

/**
 * Prepares the process for copies of files in virtual time. Files and gzip are read and written at once, on this thread, so
 * that no virtual time passes meanwhile and a world is the same each time. They are real files and real gzip.
 */
export function threadless(): void {
  const put = (owner: object, name: string, value: unknown): void =>
    void Object.defineProperty(owner, name, { value, configurable: true, writable: true, enumerable: true });
  put(files, 'mkdtemp', (prefix: string) => Promise.resolve(fs.mkdtempSync(prefix)));
  put(files, 'rm', (path: string, options: fs.RmOptions) => Promise.resolve(fs.rmSync(path, options)));
  put(fs, 'createReadStream', (path: string) => Readable.from(once(path)));
  put(fs, 'createWriteStream', (path: string) => new FileSink(path));
  put(zlib, 'createGunzip', () => new Gunzip());
}

function* once(path: string): Generator<Buffer> {
  yield fs.readFileSync(path);
}

class FileSink extends Writable {
  readonly #chunks: Buffer[] = [];

  constructor(private readonly path: string) {
    super();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  override _final(done: () => void): void {
    fs.writeFileSync(this.path, Buffer.concat(this.#chunks), { mode: 0o600 });
    done();
  }
}

class Gunzip extends Transform {
  bytesWritten = 0;
  readonly #chunks: Buffer[] = [];

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  override _flush(done: (error?: Error | null, data?: Buffer) => void): void {
    try {
      // What @types/node leaves out: the stream that did it, with the number of bytes that it has used.
      const { buffer, engine } = zlib.gunzipSync(Buffer.concat(this.#chunks), { info: true }) as unknown as {
        readonly buffer: Buffer;
        readonly engine: { readonly bytesWritten: number };
      };
      this.bytesWritten = engine.bytesWritten;
      done(null, buffer);
    } catch (error) {
      done(error as Error);
    }
  }
}
