import type { OperationRequest } from '../../functions/dr-operations/event';
import { ENTERPRISE_SCENES } from './enterprise-scenes';
import { PG_SCENES } from './postgres/pg-scenes';
import { calm, isWell, recover } from './recover';
import { callsOf, play, type Played, type Scene } from './scene';
import type { AnyWorld } from './sim-pair';
import { FAULTS, type Fault } from './sim-run';
import type { Ending } from './sim-world';

/** The scenes of every kind of replication. */
export const SCENES: readonly Scene[] = [...ENTERPRISE_SCENES, ...PG_SCENES];

/** How the runs of one scene ended when one kind of fault hit each call in turn. */
export interface Hit {
  readonly scene: string;
  readonly fault: Fault | 'none';
  /** Number of runs by ending. */
  readonly endings: Readonly<Partial<Record<Ending, number>>>;
  /** Duration of the longest run, milliseconds of virtual time. */
  readonly longestMs: number;
}

/** Runs the operation again without faults, then recovers as an operator would. */
async function end(world: AnyWorld, asked: OperationRequest): Promise<void> {
  await calm(world);
  await world.operate(asked);
  await calm(world); // a happening of the scene itself may have come only now
  await recover(world);
}

function verdict(world: AnyWorld): string {
  const [name = 'home'] = world.primaries();
  const lost = world.mayLose ? 0 : world.lost(name).length;
  if (world.watch.broken.length > 0) return world.watch.broken.join('; ');
  if (lost > 0) return `${lost} writes lost`;
  return isWell(world) ? 'well' : `not healthy: primaries ${world.primaries().join(', ') || 'none'}`;
}

/** Failures after which a scene stops, to keep the message short. */
const MOST_BAD = 10;

/**
 * Hits each call of one operation with each fault, one at a time, and checks every promise.
 *
 * @param again whether to run the operation again afterwards and to check that the pair is healthy
 * @throws Error that names the calls after which a check failed
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

/** Running the operation again costs more than the hit itself, so it happens for every other pair of call and fault. */
const isChosen = (fault: { call: number; kind: Fault } | undefined): boolean =>
  fault === undefined || (fault.call + FAULTS.indexOf(fault.kind)) % 2 === 0;

/** Runs {@link hitScene} for every scene. */
export async function* hitEveryCall(options: { again: boolean }): AsyncGenerator<Hit> {
  for (const scene of SCENES) yield* hitScene(scene, options);
}

/** The hits of every scene, as a list. */
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
