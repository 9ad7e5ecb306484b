import { CLUSTER_NAMES } from '../../functions/shared/contract';
import { isForeign, weightsFor } from '../../functions/shared/weighted-records';
import { request } from '../functions/dr-operations/worlds';
import type { SimWorld } from './sim-world';

/** Longer than any cluster of these worlds needs to restart. */
const RESTART_MS = 10_000;

/** All faults are over; nobody has mended anything yet. */
export async function calm(world: SimWorld): Promise<void> {
  for (const name of CLUSTER_NAMES) {
    world.clusters[name].reach = 'open';
    world.clusters[name].sealed = false;
    world.tables[name].behaviour = 'answers';
  }
  world.tokens.rotate();
  await world.pass(30_000);
}

/** What a person does then: what the status and the refusals say. */
export async function recover(world: SimWorld): Promise<void> {
  const { weights } = world.route53;
  // "Set them to 255 and 0 by hand": nobody else knows why somebody edited them.
  if (isForeign(weights)) world.route53.weights = weightsFor(weights.home > 0 ? 'home' : 'away');
  const { unfinished } = await world.status();
  if (unfinished) await world.operate(request(unfinished.operation, { to: unfinished.to }));
  if (world.primaries().length === 0)
    for (const to of CLUSTER_NAMES) await world.operate(request('switchover', { to }));
  if (world.primaries().length === 0) {
    const [fullest = 'home'] = [...CLUSTER_NAMES].sort((a, b) => world.lost(a).length - world.lost(b).length);
    await world.operate(request('failover', { to: fullest }));
    if (world.primaries().length === 0) await world.operate(request('failover', { to: fullest, force: true }));
  }
  if (world.primaries().length === 2 && !CLUSTER_NAMES.some((name) => leads(world, name))) {
    await world.operate(request('failover', { force: true }));
  }
  await world.pass(RESTART_MS);
  await world.operate(request('rejoin'));
  // A question that only a person can answer: which cluster's writes are given up.
  if (!isWell(world)) await world.operate(request('rejoin', { force: true }));
}

const leads = ({ route53 }: SimWorld, name: 'home' | 'away'): boolean =>
  route53.weights.home === weightsFor(name).home && route53.weights.away === weightsFor(name).away;

/** One primary, with the clients, and the other cluster follows it. */
export function isWell(world: SimWorld): boolean {
  const [name, second] = world.primaries();
  if (name === undefined || second !== undefined || !leads(world, name)) return false;
  const other = world.other(name);
  return other.isLinkedTo(world.clusters[name]) && other.reach === 'open' && world.clusters[name].writable;
}
