import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from './world';

/**
 * Writes into a folder what an operator has beside the stack after an apply: the outputs, and a configuration that only
 * says where the local world differs from AWS.
 *
 * @param settings more of the environment's settings
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
