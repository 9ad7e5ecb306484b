import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from './world';

/**
 * Writes the files that an operator has after an apply: the outputs of the stack, and a configuration of the tool with the
 * endpoints of the local world.
 *
 * @param settings further settings of the environment
 */
export function writeOperatorFiles(world: World, folder: string, settings: object = {}): void {
  mkdirSync(join(folder, 'out', 'outputs'), { recursive: true });
  // The shape of `terraform output -json`.
  const outputs = Object.entries(world.outputs).map(([name, value]) => [
    name,
    { sensitive: false, type: 'dynamic', value },
  ]);
  writeFileSync(join(folder, 'out', 'outputs', 'dev.json'), JSON.stringify(Object.fromEntries(outputs), undefined, 2));
  const dev = { awsEndpoint: world.aws.url, nameServers: [world.nameServer], ...settings };
  writeFileSync(join(folder, 'vault-dr.json'), JSON.stringify({ environments: { dev } }, undefined, 2));
}
