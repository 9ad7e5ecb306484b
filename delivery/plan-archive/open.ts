import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DeliveryError } from '../errors';
import { ROOT, workFolder } from '../paths';
import { hashFiles, sha256 } from './files';
import { MANIFEST_FILE, parseManifest, type Manifest } from './manifest';
import { checkArchive, type Surroundings } from './verify';

export interface OpenOptions {
  /** Folder of the plan archive. */
  readonly archive: string;
  readonly here: Surroundings;
  /** The digest that was reviewed. @default - any digest */
  readonly digest?: string | undefined;
}

/** A plan archive that passed every check. */
export interface OpenArchive {
  readonly manifest: Manifest;
  /** The digest of the archive. */
  readonly digest: string;
  /**
   * A private copy of the archive, so that nothing can change between the check and the use. The caller deletes it.
   */
  readonly folder: string;
}

/** @throws DeliveryError with the reason when the archive must not be used; the copy is deleted then */
export function openArchive({ archive, here, digest }: OpenOptions): OpenArchive {
  if (!existsSync(join(archive, MANIFEST_FILE))) {
    const shown = relative(ROOT, archive) || archive;
    throw new DeliveryError(`${shown} is not a plan archive: run "make plan ENV=${here.environment}", or give ARCHIVE`);
  }
  mkdirSync(workFolder(), { recursive: true, mode: 0o700 });
  const folder = mkdtempSync(join(workFolder(), `${here.environment}-`));
  try {
    cpSync(archive, folder, { recursive: true });
    return { ...check(folder, here, digest), folder };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function check(folder: string, here: Surroundings, reviewed: string | undefined): Omit<OpenArchive, 'folder'> {
  const text = readFileSync(join(folder, MANIFEST_FILE));
  const digest = sha256(text);
  const manifest = parseManifest(text.toString('utf8'));
  if (manifest === undefined) {
    throw new DeliveryError(
      `${MANIFEST_FILE} of the plan archive is malformed, so it was altered or written by another release of this tool: ` +
        `run "make plan ENV=${here.environment}" and have it reviewed`,
    );
  }
  if (reviewed !== undefined && digest !== reviewed) {
    throw new DeliveryError(
      `the digest of the plan archive is ${digest}, but ${reviewed} was reviewed: do not apply it`,
    );
  }
  // The manifest cannot have its own hash.
  const actual = Object.fromEntries(Object.entries(hashFiles(folder)).filter(([name]) => name !== MANIFEST_FILE));
  const problem = checkArchive(manifest, actual, here);
  if (problem !== undefined) throw new DeliveryError(problem);
  return { manifest, digest };
}
