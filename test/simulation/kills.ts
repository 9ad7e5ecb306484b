import { calm, isWell, recover } from './recover';
import { callsOf, play, type Played, type Scene } from './scene';
import type { AnyWorld } from './sim-pair';
import type { Fault } from './sim-run';
import { SNAPSHOT_SCENES } from './snapshot/snapshot-scenes';
import { areServed } from './stories/story';

/** Scenes in which the process of the Lambda is killed at each call. Their worlds cost too much for every other fault. */
export const KILL_SCENES: readonly Scene[] = SNAPSHOT_SCENES;

const KILLS: readonly Fault[] = ['killed before', 'killed after'];
/** Until the lease of the killed run has ended. Nobody helps the pair meanwhile. */
const LEASE_ENDS_MS = 20_000;
/** Failures after which a scene stops, to keep the message short. */
const MOST_BAD = 10;

/**
 * Kills one operation at each of its calls and runs it again. Right after that, before anybody helps, it has to have ended as
 * the operation that nobody kills does. Then checks that an operator can go on from there.
 *
 * @throws Error that names the calls after which a check failed
 */
export async function killScene(scene: Scene): Promise<void> {
  const random = Math.random;
  const bad: string[] = [];
  try {
    const plain = await play(scene, []);
    for (const kind of KILLS) {
      for (const call of callsOf(plain)) {
        const { world } = await play(scene, [{ call, kind }]);
        const said = (await runAgain(world, scene, plain)) ?? (await goOn(world));
        if (said !== undefined) bad.push(`${scene.name}, call ${call}: ${kind}: ${said}`);
        if (bad.length >= MOST_BAD) throw new Error(bad.join('\n'));
      }
    }
    if (bad.length > 0) throw new Error(bad.join('\n'));
  } finally {
    Math.random = random;
  }
}

/** Runs the killed operation again. @returns what is wrong right after that; `undefined` if nothing is */
async function runAgain(world: AnyWorld, { asked }: Scene, plain: Played): Promise<string | undefined> {
  await world.pass(LEASE_ENDS_MS);
  const ending = await world.operate(asked);
  const [words, plainWords] = [world, plain.world].map((each) => each.words.at(-1) ?? 'it says nothing');
  // What is left to a person is the same, and it is told.
  if (words !== plainWords) return `the second run is ${words}`;
  const wrong = verdict(world);
  if (wrong !== undefined) return `after the second run ${wrong}`;
  const isTold = ending === 'partial' || (world.lastResult?.left ?? []).length > 0;
  return isTold || isWell(world) ? undefined : 'the second run does not say that the pair is not healthy';
}

/** Goes on as an operator would. @returns what is wrong in the end; `undefined` if nothing is */
async function goOn(world: AnyWorld): Promise<string | undefined> {
  await calm(world);
  await recover(world);
  return verdict(world) ?? (isWell(world) ? undefined : 'the pair is not healthy');
}

/** What no state of the pair may be after a run that has ended. */
function verdict(world: AnyWorld): string | undefined {
  const { broken, givenUp } = world.watch;
  if (broken.length > 0) return broken.join('; ');
  const [name, second] = world.primaries();
  if (name === undefined || second !== undefined) return `the primaries are ${world.primaries().join(', ') || 'none'}`;
  if (!areServed(world)) return 'no client is served';
  const { data } = world.other(name);
  // What a failover has left on the other cluster is not gone before somebody gives it up.
  const lost = world.lost(name).filter((id) => !world.mayLose || !(data.has(id) || givenUp.has(id)));
  return lost.length > 0 ? `${lost.length} writes are lost` : undefined;
}
