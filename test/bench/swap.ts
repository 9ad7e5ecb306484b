import type { Attempt, LoadClient } from '../local/client/load-client';
import type { Fault, SimulatedPair } from '../local/vault';
import { startWorld, type World } from '../local/world';
import { succeeded } from '../local/invocation';
import { stopOnSignal } from '../helpers/stop-on-signal';
import { until } from '../helpers/until';
import { ROLE_CHANGES } from './budgets';
import { Recorder, type Bar } from './timeline';

/** State of home when away has to take over. */
export type Situation = 'healthy' | 'refused' | 'black-holed';

export interface Frame {
  readonly world: World;
  readonly recorder: Recorder;
}

export interface SwapOptions {
  readonly situation: Situation;
  /** Rate of the client that follows DNS, which is the resolution of its outage. @default 50 */
  readonly writesPerSecond?: number;
  /** Makes `away` the primary. It may fail: the effect on the clients is measured in any case. */
  readonly move: (frame: Frame) => Promise<void>;
}

/** One move of the primary from home to away, measured from outside. All times are milliseconds since the trigger. */
export interface Swap {
  readonly bars: readonly Bar[];
  /** Route 53 accepted the last change of the client name. */
  readonly nameMs: number | undefined;
  /** Away accepts writes. */
  readonly servesMs: number | undefined;
  /** First acknowledged write on away of a client that follows DNS. */
  readonly clientBackMs: number | undefined;
  /** Longest time without an acknowledged write of this client. */
  readonly clientGapMs: number;
  /** The old primary could be linked: its restart is over and the new primary serves. */
  readonly linkableMs: number | undefined;
  /** The old primary follows the new one. */
  readonly linkedMs: number | undefined;
  /** Time with two reachable clusters that accepted writes. */
  readonly twoPrimariesMs: number;
  /** Acknowledged writes of any client that the surviving primary lacks. */
  readonly lostWrites: number;
  /** The move ended, successfully or not. */
  readonly endedMs: number;
}

const FAULTS: Readonly<Record<Situation, Fault | undefined>> = {
  healthy: undefined,
  refused: { kind: 'refuse' },
  'black-holed': { kind: 'black-hole' },
};
/** Number of acknowledged writes before the trigger, and on away after the move. */
const CALM_WRITES = 5;
const CALM_MS = 10_000;
/** A client whose runtime keeps the first address for ever, as many do. */
const STUBBORN = { writesPerSecond: 5, keepNameMs: 3_600_000 } as const;

/** Runs `use` in a new world with a token. No operation has run there, so the first start of the Lambda is cold. */
export async function inWorld<T>(use: (world: World) => Promise<T>): Promise<T> {
  // The secondary notices a black-holed primary at once, as early as the probe.
  const world = await startWorld({ timings: { ...ROLE_CHANGES, primarySilenceNoticeMs: 0 } });
  const forget = stopOnSignal(() => world.stop());
  try {
    succeeded(await world.invoke('away', 'dr-operation-token-gen'));
    return await use(world);
  } finally {
    forget();
    await world.stop();
  }
}

/** Moves the primary once under load, and measures the effect on the clients. */
export async function swap(world: World, { situation, writesPerSecond = 50, move }: SwapOptions): Promise<Swap> {
  const follower = world.client(writesPerSecond);
  const stubborn = world.client(STUBBORN.writesPerSecond, STUBBORN.keepNameMs);
  follower.start();
  stubborn.start();
  try {
    await until(
      () => [follower, stubborn].every(({ acknowledged }) => acknowledged.length >= CALM_WRITES),
      'the clients could not write',
      CALM_MS,
    );
    const fault = FAULTS[situation];
    if (fault) await world.pair.home.inject(fault);
    const recorder = new Recorder(Date.now());
    await move({ world, recorder });
    const endedMs = Date.now() - recorder.triggeredAt;
    if (isPromoted(world.pair))
      await until(() => writesOnAway(world, follower).length >= CALM_WRITES, 'no client wrote to away', CALM_MS);
    // A link that was made still has to copy.
    await until(() => !world.pair.home.state.startsWith('merkle'), 'home did not finish its copy', CALM_MS);
    await Promise.all([follower.stop(), stubborn.stop()]);
    return { ...observe(world, follower, recorder), endedMs };
  } finally {
    await Promise.all([follower.stop(), stubborn.stop()]);
  }
}

const isPromoted = ({ events }: SimulatedPair): boolean =>
  events.some(({ cluster, detail }) => cluster === 'away' && detail === 'promote');

const writesOnAway = ({ pair }: World, client: LoadClient): Attempt[] =>
  client.acknowledged.filter(({ address }) => address === pair.away.host);

function observe(world: World, follower: LoadClient, recorder: Recorder): Omit<Swap, 'endedMs'> {
  const { events } = world.pair;
  const sinceTrigger = (at: number | undefined): number | undefined => at && at - recorder.triggeredAt;
  const settled = (cluster: 'home' | 'away', change: string): number | undefined =>
    events.findLast((event) => event.cluster === cluster && event.kind === 'settled' && event.detail.startsWith(change))
      ?.at;
  const linked = events.findLast(
    ({ cluster, kind, detail }) => cluster === 'home' && kind === 'link' && detail === 'stream-wals, connected',
  );
  const promoted = settled('away', 'promote');
  const demoted = settled('home', 'demote');
  const named = world.aws.calls.findLast(
    ({ operation, status, at }) =>
      operation === 'ChangeResourceRecordSets' && status === 200 && at >= recorder.triggeredAt,
  );
  const { twoWritablePrimariesMs, lostWrites } = world.pair.counters();
  return {
    bars: [...recorder.bars, ...restarts(world.pair, recorder.triggeredAt)].sort((a, b) => a.fromMs - b.fromMs),
    nameMs: sinceTrigger(named && named.at + named.durationMs),
    servesMs: sinceTrigger(promoted),
    clientBackMs: sinceTrigger(firstOf(writesOnAway(world, follower))),
    clientGapMs: longestGap(follower, recorder.triggeredAt),
    linkableMs: promoted && demoted ? sinceTrigger(Math.max(promoted, demoted)) : undefined,
    linkedMs: sinceTrigger(linked?.at),
    twoPrimariesMs: twoWritablePrimariesMs,
    lostWrites,
  };
}

/** Restarts of the simulated clusters, which no way of moving the primary can shorten. */
function restarts({ events }: SimulatedPair, triggeredAt: number): Bar[] {
  return events
    .filter(({ kind, at }) => kind === 'accepted' && at >= triggeredAt)
    .map(({ cluster, at }) => {
      const end = events.find((event) => event.cluster === cluster && event.kind === 'settled' && event.at >= at);
      const toMs = (end?.at ?? Date.now()) - triggeredAt;
      return { name: `Vault: ${cluster} restarts`, tone: 'vault', fromMs: at - triggeredAt, toMs };
    });
}

const firstOf = (attempts: readonly Attempt[]): number | undefined =>
  attempts.length > 0 ? Math.min(...attempts.map(({ endedAt }) => endedAt)) : undefined;

/** Longest time between two acknowledgements, from the last one before the trigger on. */
function longestGap({ acknowledged }: LoadClient, triggeredAt: number): number {
  const ends = acknowledged.map(({ endedAt }) => endedAt).sort((a, b) => a - b);
  const first = ends.findLastIndex((end) => end <= triggeredAt);
  const gaps = [...ends.slice(Math.max(0, first)), Date.now()];
  return Math.max(...gaps.slice(1).map((end, index) => end - (gaps[index] ?? end)));
}
