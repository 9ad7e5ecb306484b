import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { unzipSync } from 'fflate';
import { DeliveryError } from '../errors';
import type { PinnedProgram } from './versions';

const DOWNLOAD_MS = 180_000;

/**
 * Downloads a program and installs it.
 *
 * @param name file in the zip
 * @param file path to install it at
 * @throws DeliveryError when the download fails or has another hash than the pinned one; nothing is installed then
 */
export async function installProgram(name: string, program: PinnedProgram, file: string): Promise<void> {
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const expected = program.sha256[platform];
  const url = program.url(program.version, platform);
  if (expected === undefined) {
    throw new DeliveryError(
      `there is no checksum of ${name} ${program.version} for ${platform}: install that version yourself`,
    );
  }
  const zip = await download(url, `${name} ${program.version}`);
  const actual = createHash('sha256').update(zip).digest('hex');
  if (actual !== expected) {
    throw new DeliveryError(`the SHA-256 of ${url} is ${actual} instead of ${expected}: do not use it`);
  }
  const content = unzipSync(zip, { filter: (entry) => entry.name === name })[name];
  if (content === undefined)
    throw new DeliveryError(`${url} does not contain ${name}: install ${name} ${program.version} yourself`);
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
      `${what} is not on PATH, and ${url} cannot be downloaded (${describe(error)}): put that version on PATH`,
    );
  }
}

function describe(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message ? `${message}: ${cause.message}` : message;
}
