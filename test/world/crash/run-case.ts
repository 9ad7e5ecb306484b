import type { OperationResult } from '../../../functions/dr-operations/result';
import { LEASE_MS } from '../../../functions/dr-operations/lease-table';
import type { LoadClient } from '../../local/client/load-client';
import type { Passage } from '../../local/tap';
import type { World } from '../../local/world';
import { statusOf } from '../operate';
import { holdsSecret } from '../../helpers/secrets';
import type { KilledOperation } from './operations';
import { Trap, type CrashPoint } from './points';

/** Most calls until an operation must be done. */
const MOST_CALLS = 3;
const WRITES_PER_SECOND = 40;

/** State that must be the same after every crash. */
export interface EndState {
  readonly home: string;
  readonly away: string;
  readonly weights: Readonly<Record<string, number>>;
  readonly left: readonly string[];
  /** Holder of the lease in the region of the operation, if any. */
  readonly leaseHolder: string | undefined;
}

export interface CaseResult {
  /** Whether the run reached the point and was killed there. */
  readonly reached: boolean;
  /** Broken promises; empty when all were kept. */
  readonly broken: readonly string[];
  /** Calls after the crash until it was done: one, unless probes time out on a busy machine. */
  readonly calls: number;
  /** The operation that `status` still reports as unfinished. */
  readonly leftOpen: string | undefined;
}

/** Runs the operation without a crash, while a client writes as in every case. @returns all passages and the end state */
export async function runClean(
  world: World,
  operation: KilledOperation,
): Promise<{ readonly passages: readonly Passage[]; readonly end: EndState }> {
  await world.reset();
  await operation.prepare(world);
  const client = world.client(WRITES_PER_SECOND);
  client.start();
  const passages: Passage[] = [];
  const stop = world.tap((passage) => {
    passages.push(passage);
    return Promise.resolve('pass');
  });
  const { payload, error } = await world.invoke(operation.region, 'dr-operations', operation.event);
  stop();
  await client.stop();
  if (error) throw new Error(`${operation.name} does not work without a crash: ${error.errorMessage}`);
  return { passages, end: await endState(world, operation, payload as OperationResult) };
}

/** Kills the operation at one point, calls it again until it is done, and checks the promises. */
export async function runCase(
  world: World,
  operation: KilledOperation,
  point: CrashPoint,
  expected: EndState,
): Promise<CaseResult> {
  await world.reset();
  await operation.prepare(world);
  const judge = new Judge(world, operation);
  const client = world.client(WRITES_PER_SECOND);
  client.start();
  try {
    const reached = await crash(world, operation, point, judge);
    if (!reached) return { reached, broken: [], calls: 0, leftOpen: undefined };
    const { result, calls } = await callUntilDone(world, operation, judge);
    const end = result && (await endState(world, operation, result));
    await client.stop();
    judge.end(client, end, expected);
    const { unfinished } = await statusOf(world, operation.region);
    return { reached, broken: judge.broken, calls, leftOpen: unfinished?.operation };
  } finally {
    await client.stop();
  }
}

async function crash(
  world: World,
  { region, event }: KilledOperation,
  point: CrashPoint,
  judge: Judge,
): Promise<boolean> {
  const trap = new Trap(point);
  let killed = false;
  const stop = world.tap(async (passage) => {
    judge.passage(passage);
    if (killed) return 'cut'; // calls of the killed process have no effect
    if (!trap.sees(passage)) return 'pass';
    killed = true;
    await world.kill(region, 'dr-operations');
    return 'cut';
  });
  const { error } = await world.invoke(region, 'dr-operations', event);
  stop();
  return killed && error !== undefined;
}

/** Calls the operation until it is done. It must watch the old lease for its lifetime; its clock is advanced instead of waiting. */
async function callUntilDone(
  world: World,
  { region, event }: KilledOperation,
  judge: Judge,
): Promise<{ result: OperationResult | undefined; calls: number }> {
  const refused = new Map<string, number>();
  const refusals: string[] = [];
  let hurried = false;
  const stop = world.tap((passage) => {
    judge.passage(passage);
    const isRefused = passage.moment === 'done' && passage.call.includes('PutItem lease') && passage.status === 400;
    const times = (refused.get(passage.call) ?? 0) + (isRefused ? 1 : 0);
    refused.set(passage.call, times);
    if (isRefused && times === 2 && !hurried) {
      hurried = true;
      world.setClock(region, LEASE_MS);
    }
    return Promise.resolve('pass');
  });
  try {
    for (let calls = 1; calls <= MOST_CALLS; calls++) {
      const { payload, error } = await world.invoke(region, 'dr-operations', event);
      const result = payload as OperationResult | undefined;
      judge.result({ payload, error });
      if (result?.outcome === 'done') return { result, calls };
      refusals.push(error?.errorMessage ?? result?.error?.message ?? 'no reason');
    }
    judge.note(`it was not done after the crash: ${refusals.join(' / ')}`);
    return { result: undefined, calls: MOST_CALLS };
  } finally {
    stop();
    world.setClock(region, 0);
  }
}

async function endState(world: World, { region }: KilledOperation, { left }: OperationResult): Promise<EndState> {
  const { pair, regions } = world;
  const [weights, lease] = await Promise.all([world.weights(), regions[region].lease()]);
  const cluster = (name: 'home' | 'away'): string =>
    `${pair[name].mode} ${pair[name].state}${pair[name].reachable ? '' : ', not reachable'}`;
  return {
    home: cluster('home'),
    away: cluster('away'),
    weights,
    left,
    leaseHolder: lease?.holder,
  };
}

/** Checks the promises while a case runs. */
class Judge {
  readonly broken: string[] = [];
  readonly #weightsFrom: number;

  constructor(
    private readonly world: World,
    private readonly operation: KilledOperation,
  ) {
    this.#weightsFrom = world.aws.weightHistory.length;
  }

  note(text: string): void {
    this.broken.push(text);
  }

  /** Checks that the client name leads only to a cluster whose promotion was accepted. */
  passage({ moment, call }: Passage): void {
    if (moment !== 'done' || call !== 'route53 ChangeResourceRecordSets') return;
    const active = this.#activeByName(this.world.aws.weightHistory.at(-1)?.weights ?? {});
    const mode = active && this.world.pair[active].mode;
    if (mode !== 'primary' && mode !== 'bootstrapping') this.note(`the name leads to ${active}, which is ${mode}`);
  }

  result(given: unknown): void {
    if (holdsSecret(JSON.stringify(given))) this.note('a result holds a secret');
  }

  end(client: LoadClient, end: EndState | undefined, expected: EndState): void {
    const { aws, pair } = this.world;
    for (const { weights } of aws.weightHistory.slice(this.#weightsFrom)) {
      if (!this.#activeByName(weights)) this.note(`weights were ${JSON.stringify(weights)}`);
    }
    const { twoWritablePrimariesMs } = pair.counters();
    if (!this.operation.beginsSplit && twoWritablePrimariesMs > 0) {
      this.note(`two writable primaries for ${twoWritablePrimariesMs} ms`);
    }
    const { content } = pair[this.operation.primary];
    const lost = client.acknowledged.filter(({ path }) => !content.has(path));
    if (this.operation.losesNothing && lost.length > 0) this.note(`${lost.length} acknowledged writes are lost`);
    if (end && JSON.stringify(end) !== JSON.stringify(expected)) this.note(`it ended with ${JSON.stringify(end)}`);
  }

  #activeByName(weights: Readonly<Record<string, number>>): 'home' | 'away' | undefined {
    const [active, ...more] = Object.entries(weights).filter(([, weight]) => weight > 0);
    if (!active || more.length > 0 || active[1] !== 255) return undefined;
    return active[0].includes('-home-') ? 'home' : 'away';
  }
}
