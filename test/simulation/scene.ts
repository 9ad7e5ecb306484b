import type { OperationRequest } from '../../functions/dr-operations/event';
import type { AnyWorld } from './sim-pair';
import type { Fault } from './sim-run';
import type { Ending } from './sim-world';

/** One operation on one prepared pair; the faults hit the calls of the operation. */
export interface Scene {
  readonly name: string;
  readonly asked: OperationRequest;
  /** Creates the pair and brings it into the state in which the operation begins. */
  readonly begin: () => AnyWorld | Promise<AnyWorld>;
}

/** One run of a scene. */
export interface Played {
  readonly world: AnyWorld;
  readonly ending: Ending;
  readonly durationMs: number;
  /** Number of calls that the operation made. */
  readonly calls: number;
}

/** Begins the scene and runs its operation. The faults hit its calls. */
export async function play({ asked, begin }: Scene, faults: readonly { call: number; kind: Fault }[]): Promise<Played> {
  // Without jitter, and with a client that writes at every second call, each run is the same on every machine.
  let draws = 0;
  Math.random = () => (draws++ % 2 === 0 ? 0.25 : 0.75);
  const world = await begin();
  const beganAt = world.clock.now();
  const ending = await world.operate(asked, { faults: faults.map((fault) => ({ ...fault, times: 1 })) });
  return { world, ending, durationMs: world.clock.now() - beganAt, calls: world.lastRun?.calls ?? 0 };
}

/** The first 100 calls, then every third: a long wait repeats the same reads. */
export const callsOf = ({ calls }: Played): number[] =>
  Array.from({ length: calls }, (_, call) => call).filter((call) => call < ALL_UNTIL || call % 3 === 0);
const ALL_UNTIL = 100;
