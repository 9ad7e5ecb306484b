import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { DeliveryError } from '../errors';

/** Strings are kept, because a URL has two slashes too. */
const STRING_OR_COMMENT = /("(?:[^"\\]|\\.)*")|#.*|\/\/.*|\/\*[\s\S]*?\*\//g;
/** In HCL or in JSON: `filesystem_mirror { path = "…" }`. */
const MIRROR = /"?(filesystem_mirror|network_mirror)"?\s*[:=]?\s*\[?\s*\{[^}]*?"?(?:path|url)"?\s*[:=]\s*"([^"]*)"/g;

/**
 * Finds the mirror in Terraform's CLI configuration. `terraform init` uses it, and `terraform providers lock` does not.
 *
 * @returns the option of `providers lock` that names it; nothing when there is none
 * @throws DeliveryError when there are several, because `providers lock` takes one only
 */
export function mirrorOption(file = configurationFile()): string[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8').replace(STRING_OR_COMMENT, '$1');
  const mirrors = [...text.matchAll(MIRROR)].map(([, kind, place = '']) =>
    kind === 'filesystem_mirror' ? `-fs-mirror=${place}` : `-net-mirror=${place}`,
  );
  if (mirrors.length > 1) {
    throw new DeliveryError(
      `${file} has ${mirrors.length} mirrors, and the lock file can be made from one only: ` +
        'name a file with one mirror that has every provider in TF_CLI_CONFIG_FILE',
    );
  }
  return mirrors;
}

const configurationFile = (): string => process.env['TF_CLI_CONFIG_FILE'] || join(homedir(), '.terraformrc');
