import type { OperationRequest } from '../../functions/dr-operations/event';
import { ask } from './ask';
import { PLAIN, type Habits } from './habits';
import { before } from './happenings';
import { calm, isWell, recover } from './recover';
import { FAULTS, type Fault } from './sim-run';
import { SimWorld, type Ending } from './sim-world';

/** A story up to the operation that a fault hits. */
export interface Scene {
  readonly name: string;
  readonly asked: OperationRequest;
  readonly mayLose: boolean;
  readonly habits?: Partial<Habits>;
  readonly prepare?: (world: SimWorld) => Promise<unknown> | void;
}

export const SCENES: readonly Scene[] = [
  {
    name: 'a failover',
    asked: ask('failover'),
    mayLose: true,
    prepare: ({ clusters }) => void (clusters.home.reach = 'refuses'),
  },
  { name: 'a failover from a primary that answers', asked: ask('failover'), mayLose: true },
  {
    name: 'a failover from a primary that falls silent when it is demoted',
    asked: ask('failover'),
    mayLose: true,
    prepare: (world) => before(world, 'demote home', () => void (world.clusters.home.reach = 'silent')),
  },
  {
    name: 'a rejoin',
    asked: ask('rejoin', { accept: ['loss'] }),
    mayLose: true,
    prepare: async (world) => {
      world.clusters.home.reach = 'refuses';
      await world.operate(ask('failover'));
      world.clusters.home.reach = 'open';
    },
  },
  { name: 'a switchover', asked: ask('switchover'), mayLose: false },
  {
    name: 'a switchover whose demoted cluster tells its root alone',
    asked: ask('switchover'),
    mayLose: false,
    habits: { demotedStatus: 'as-secondary', duringRestart: 'bootstrapping' },
  },
  {
    name: 'a switchover whose demoted cluster tells nothing',
    asked: ask('switchover'),
    mayLose: false,
    habits: { demotedStatus: 'bare' },
  },
  {
    name: 'a switchover with writes on their way',
    asked: ask('switchover'),
    mayLose: false,
    habits: { lagMs: 2_000 },
  },
  {
    name: 'a switchover whose last write never ships',
    asked: ask('switchover'),
    mayLose: false,
    prepare: (world) => before(world, 'demote home', () => world.acknowledgeOn('home')),
  },
];

/** How an operation ended whose calls were hit by one kind of fault, over all of its calls. */
export interface Hit {
  readonly scene: string;
  readonly fault: Fault | 'none';
  readonly endings: Readonly<Partial<Record<Ending, number>>>;
  /** The longest that one of them took, milliseconds of virtual time. */
  readonly longestMs: number;
}

interface Played {
  readonly world: SimWorld;
  readonly ending: Ending;
  readonly durationMs: number;
  /** How many calls it made. */
  readonly calls: number;
}

async function play(
  { asked, mayLose, habits, prepare }: Scene,
  faults: { call: number; kind: Fault }[],
): Promise<Played> {
  // No jitter and a client that writes at every second call: each case is the same on every machine.
  let draws = 0;
  Math.random = () => (draws++ % 2 === 0 ? 0.25 : 0.75);
  const world = new SimWorld({ ...PLAIN, ...habits }, mayLose);
  world.isDisturbed = true;
  await prepare?.(world);
  const beganAt = world.clock.now();
  const ending = await world.operate(asked, { faults: faults.map((fault) => ({ ...fault, times: 1 })) });
  return { world, ending, durationMs: world.clock.now() - beganAt, calls: world.lastRun?.calls ?? 0 };
}

/** The same again, and then what a person does. */
async function end(world: SimWorld, asked: OperationRequest): Promise<void> {
  await calm(world);
  await world.operate(asked);
  await calm(world); // what the scene itself does may have come only now
  await recover(world);
}

function verdict(world: SimWorld): string {
  const [name = 'home'] = world.primaries();
  const lost = world.mayLose ? 0 : world.lost(name).length;
  if (world.watch.broken.length > 0) return world.watch.broken.join('; ');
  if (lost > 0) return `${lost} writes lost`;
  return isWell(world) ? 'well' : `not well: primaries ${world.primaries().join(', ') || 'none'}`;
}

/** So many say enough. */
const MOST_BAD = 10;

/**
 * Hits each call of one operation with each fault, one at a time, and checks that every promise was kept; then runs the
 * operation again, and checks that all is well.
 *
 * @param again whether to run it again too
 * @throws Error that names the calls after which it is not
 */
export async function* hitScene(scene: Scene, { again }: { again: boolean }): AsyncGenerator<Hit> {
  const random = Math.random;
  const bad: string[] = [];
  const judge = async (fault?: { call: number; kind: Fault }): Promise<Played> => {
    const played = await play(scene, fault ? [fault] : []);
    const { world } = played;
    const goesOn = again && isChosen(fault);
    if (goesOn) await end(world, scene.asked);
    const said = goesOn ? verdict(world) : world.watch.broken.join('; ');
    const where = fault ? `, call ${fault.call}: ${fault.kind}` : '';
    if (said !== 'well' && said !== '') bad.push(`${scene.name}${where}: ${said}`);
    if (bad.length >= MOST_BAD) throw new Error(bad.join('\n'));
    return played;
  };
  try {
    const plain = await judge();
    yield summarise(scene, 'none', [plain]);
    for (const kind of FAULTS) {
      const played: Played[] = [];
      for (const call of callsOf(plain)) played.push(await judge({ call, kind }));
      yield summarise(scene, kind, played);
    }
    if (bad.length > 0) throw new Error(bad.join('\n'));
  } finally {
    Math.random = random;
  }
}

/** Whoever waits looks again and again: of the many looks of a long wait every third is hit. */
const callsOf = ({ calls }: Played): number[] =>
  Array.from({ length: calls }, (_, call) => call).filter((call) => call < ALL_UNTIL || call % 3 === 0);
const ALL_UNTIL = 100;

/** To run it again, and to mend all, costs more than the hit: of two neighbours each has it after every other fault. */
const isChosen = (fault: { call: number; kind: Fault } | undefined): boolean =>
  fault === undefined || (fault.call + FAULTS.indexOf(fault.kind)) % 2 === 0;

/** The same for all of them. */
export async function* hitEveryCall(options: { again: boolean }): AsyncGenerator<Hit> {
  for (const scene of SCENES) yield* hitScene(scene, options);
}

/** All of them. */
export async function allHits(options: { again: boolean }): Promise<Hit[]> {
  const hits: Hit[] = [];
  for await (const hit of hitEveryCall(options)) hits.push(hit);
  return hits;
}

function summarise({ name }: Scene, fault: Hit['fault'], played: readonly Played[]): Hit {
  const endings: Partial<Record<Ending, number>> = {};
  for (const { ending } of played) endings[ending] = (endings[ending] ?? 0) + 1;
  return { scene: name, fault, endings, longestMs: Math.max(...played.map(({ durationMs }) => durationMs)) };
}
