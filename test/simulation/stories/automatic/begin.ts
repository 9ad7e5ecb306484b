import type { AutomaticSettings } from '../../../../functions/dr-operations/automatic/settings';
import type { SimWorld } from '../../sim-world';
import type { Begin } from '../story';

const MINUTE = 60_000;
export const SETTINGS = {
  fence: true,
  coolDownSeconds: 600,
  failover: { afterSeconds: 60, maxLossSeconds: 30 },
} as const satisfies AutomaticSettings;

/** A world whose watchers have looked for two minutes. */
export async function watched(begin: Begin, more: Partial<AutomaticSettings> = {}): Promise<SimWorld> {
  const world = begin({ statusShape: 'newest', hasWitness: true, automatic: { ...SETTINGS, ...more } });
  await world.pass(2 * MINUTE);
  return world;
}

/** Which clusters are primary, in words. */
export const primariesOf = (world: SimWorld): string => world.primaries().join(' and ') || 'no cluster';

/** Ends the watch, and checks who is primary. @returns what went wrong, or `undefined` */
export async function endsWith(world: SimWorld, expected: string): Promise<string | undefined> {
  await world.watchers?.end();
  const found = primariesOf(world);
  return found === expected ? undefined : `${found} is primary at the end, and not ${expected}`;
}
