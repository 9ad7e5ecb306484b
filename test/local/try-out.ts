import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeOperatorFiles } from './operator-files';
import type { World } from './world';

const TOOL = join(__dirname, '..', '..', 'lib', 'cli', 'vault-dr.js');

/** Commands that work at once in a new local world, one after the other. */
export const COMMANDS = [
  'vault-dr status',
  'vault-dr switchover --yes',
  'vault-dr history',
  'vault-dr break-glass failback --yes',
] as const;

/**
 * Writes what the commands need: the configuration of the tool, the CA, the tool on the path, and a file `env` to read into a
 * shell. The file has tokens and key shares, which are worth nothing outside of this world.
 */
export function writeTryOut(world: World, folder: string): void {
  const { pair, aws, rootToken } = world;
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeOperatorFiles(world, folder, { outputs: join('out', 'outputs', 'dev.json') });
  writeFileSync(join(folder, 'ca.pem'), pair.ca);
  writeFileSync(join(folder, 'bin', 'vault-dr'), `#!/bin/sh\nexec '${process.execPath}' '${TOOL}' "$@"\n`, {
    mode: 0o755,
  });
  const variables: Readonly<Record<string, string>> = {
    VAULT_DR_CONFIG: join(folder, 'vault-dr.json'),
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
    VAULT_ADDR: pair.home.address,
    VAULT_CACERT: join(folder, 'ca.pem'),
    VAULT_TOKEN: rootToken,
    ...Object.fromEntries(pair.home.keyShares.map((share, index) => [`VAULT_RECOVERY_KEY_${index + 1}`, share])),
  };
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'`);
  const path = `export PATH='${join(folder, 'bin')}':"$PATH"`;
  writeFileSync(join(folder, 'env'), `${[...lines, path].join('\n')}\n`, { mode: 0o600 });
}
