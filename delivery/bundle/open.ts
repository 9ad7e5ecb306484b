import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DeliveryError } from '../errors';
import { ROOT } from '../paths';
import { hashFiles, sha256 } from './files';
import { MANIFEST_FILE, parseManifest, type Manifest } from './manifest';
import { checkBundle, type Surroundings } from './verify';

export interface OpenOptions {
  readonly bundle: string;
  readonly here: Surroundings;
  /** Digest that was reviewed. @default - any */
  readonly digest?: string | undefined;
}

/** A bundle that may be used. */
export interface OpenBundle {
  readonly manifest: Manifest;
  /** A copy that nobody else writes to: what was checked is what is used. To be deleted after use. */
  readonly folder: string;
}

/** @throws DeliveryError that says why it must not be used; nothing is left then */
export function openBundle({ bundle, here, digest }: OpenOptions): OpenBundle {
  if (!existsSync(join(bundle, MANIFEST_FILE))) {
    const shown = relative(ROOT, bundle) || bundle;
    throw new DeliveryError(`${shown} is no plan bundle: run "make plan ENV=${here.environment}", or give BUNDLE`);
  }
  const out = join(ROOT, 'out');
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(join(out, `bundle-${here.environment}-`));
  try {
    cpSync(bundle, folder, { recursive: true });
    return { manifest: check(folder, here, digest), folder };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function check(folder: string, here: Surroundings, digest: string | undefined): Manifest {
  const text = readFileSync(join(folder, MANIFEST_FILE));
  const manifest = parseManifest(text.toString('utf8'));
  if (manifest === undefined) {
    throw new DeliveryError(
      `${MANIFEST_FILE} of the bundle is malformed: the bundle was altered, or made by another version`,
    );
  }
  if (digest !== undefined && sha256(text) !== digest) {
    throw new DeliveryError(`the bundle's digest is ${sha256(text)}, and ${digest} was reviewed: do not apply it`);
  }
  // A manifest cannot hold its own hash.
  const actual = Object.fromEntries(Object.entries(hashFiles(folder)).filter(([name]) => name !== MANIFEST_FILE));
  const problem = checkBundle(manifest, actual, here);
  if (problem !== undefined) throw new DeliveryError(problem);
  return manifest;
}
