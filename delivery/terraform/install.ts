import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { unzipSync } from 'fflate';
import { DeliveryError } from '../errors';
import type { PinnedProgram } from './versions';

const DOWNLOAD_MS = 180_000;

/**
 * Downloads a program and puts it in its place when its hash is the pinned one. Nothing is left when it is not.
 *
 * @param name file in the zip
 * @param file where it shall be
 */
export async function installProgram(name: string, program: PinnedProgram, file: string): Promise<void> {
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const expected = program.sha256[platform];
  const url = program.url(program.version, platform);
  if (expected === undefined) {
    throw new DeliveryError(`no checksum of ${name} ${program.version} for ${platform} is known: install it yourself`);
  }
  const zip = await download(url, `${name} ${program.version}`);
  const actual = createHash('sha256').update(zip).digest('hex');
  if (actual !== expected) {
    throw new DeliveryError(`${url} has the SHA-256 ${actual} and should have ${expected}: do not use it`);
  }
  const content = unzipSync(zip, { filter: (entry) => entry.name === name })[name];
  if (content === undefined) throw new DeliveryError(`${url} has no ${name} in it`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, content);
  chmodSync(`${file}.new`, 0o755);
  renameSync(`${file}.new`, file);
}

async function download(url: string, what: string): Promise<Uint8Array> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_MS) });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  } catch (error) {
    throw new DeliveryError(
      `${what} is not on PATH and ${url} cannot be had (${describe(error)}): put that version on PATH`,
    );
  }
}

function describe(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message ? `${message}: ${cause.message}` : message;
}
