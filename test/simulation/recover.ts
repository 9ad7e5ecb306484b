import type { OperationRequest } from '../../functions/dr-operations/event';
import { CLUSTER_NAMES, otherCluster } from '../../functions/shared/contract';
import { isForeign, weightsFor } from '../../functions/shared/weighted-records';
import { ask } from './ask';
import { TABLE_NAMES } from './network';
import type { AnyWorld } from './sim-pair';
import type { Ending } from './sim-world';

/** Longer than any simulated cluster needs to restart and to copy. */
const RESTART_MS = 30_000;

/** Ends all faults and repairs damaged data. Changes no role. */
export async function calm(world: AnyWorld): Promise<void> {
  const { clusters, network, noise } = world;
  world.noise = { ...noise, staleAnswers: 0, slowAnswers: 0, insyncMs: 0 };
  network.mend();
  for (const name of TABLE_NAMES) world.tableOf(name).behaviour = 'answers';
  for (const name of CLUSTER_NAMES) {
    clusters[name].reach = 'open';
    clusters[name].sealed = false;
    clusters[name].electionUntil = 0;
  }
  world.pair.calm();
  network.touch();
  world.tokens.rotate();
  await world.pass(30_000);
  for (const name of CLUSTER_NAMES) world.pair.mend(name);
}

/** Runs an operation and accepts exactly what its refusals ask for. */
export async function asTold(world: AnyWorld, asked: OperationRequest): Promise<Ending> {
  const ending = await world.operate(asked);
  const asks = world.lastNeeds.filter((name) => !asked.accept.includes(name));
  if (ending === 'done' || asks.length === 0) return ending;
  // An objection may appear only after another one was accepted.
  return asTold(world, { ...asked, accept: [...new Set([...asked.accept, ...world.lastNeeds])] });
}

/** Recovers the pair as an operator would: by the status and the messages of refusals. */
export async function recover(world: AnyWorld): Promise<void> {
  const { weights } = world.route53;
  if (world.habits.automatic) for (const control of ['resume', 'acknowledge'] as const) await world.control(control);
  // Follows the message "Set them to 255 and 0 by hand".
  if (isForeign(weights)) world.route53.weights = weightsFor(weights.home > 0 ? 'home' : 'away');
  const { unfinished } = await world.status();
  if (unfinished) await world.operate(ask(unfinished.operation, { to: unfinished.to }));
  if (world.primaries().length === 0) for (const to of CLUSTER_NAMES) await world.operate(ask('switchover', { to }));
  if (world.primaries().length === 0) {
    await asTold(world, ask('failover', { to: fullest(world) }));
  }
  if (world.primaries().length === 2 && !CLUSTER_NAMES.some((name) => leads(world, name))) {
    await asTold(world, ask('failover'));
  }
  await world.pass(RESTART_MS);
  for (const name of CLUSTER_NAMES) world.pair.mend(name);
  // Only a person can decide whose writes are given up; this operator accepts what the rejoin asks for.
  await asTold(world, ask('rejoin'));
  // Follows the message "Run failover to ..., which restarts them".
  const { problems } = await world.status();
  const restored = problems.find(({ kind }) => kind === 'servers-not-restarted')?.cluster;
  if (restored) await asTold(world, ask('failover', { to: restored }));
  world.pair.followUp();
  await world.pass(RESTART_MS);
  if (isWell(world)) return;
  // Follows the message "Name the one to keep": the cluster with the clients, or the one with more writes.
  const [only = 'home', second] = world.primaries();
  const withClients = CLUSTER_NAMES.find((name) => leads(world, name));
  const kept = second === undefined ? only : (withClients ?? fullest(world));
  await world.pair.wipe(otherCluster(kept));
  await asTold(world, ask('rejoin', { to: kept }));
  world.pair.followUp();
  await world.pass(RESTART_MS);
}

const fullest = (world: AnyWorld): 'home' | 'away' =>
  world.lost('home').length <= world.lost('away').length ? 'home' : 'away';

const leads = ({ route53 }: AnyWorld, name: 'home' | 'away'): boolean =>
  route53.weights.home === weightsFor(name).home && route53.weights.away === weightsFor(name).away;

/** Whether there is one primary, the client name leads to it, and the other cluster follows it. */
export function isWell(world: AnyWorld): boolean {
  const [name, second] = world.primaries();
  if (name === undefined || second !== undefined || !leads(world, name)) return false;
  const other = world.other(name);
  return other.isLinkedTo(world.clusters[name]) && other.reach === 'open' && world.clusters[name].writable;
}
