import type { OperationResult, StepReport } from '../../functions/dr-operations/result';
import { succeeded } from '../local/invocation';
import { inWorld, swap, type Frame, type Situation, type Swap } from './swap';
import type { Recorder, Tone } from './timeline';

/**
 * Loses the primary and runs `failover` through the Lambda, once.
 *
 * @param start `cold`, as on the day that it is needed; `warm`: the Lambda has just been asked for the status
 */
export const measureFailover = (
  situation: Exclude<Situation, 'healthy'>,
  start: 'cold' | 'warm' = 'cold',
): Promise<Swap> =>
  inWorld(async (world) => {
    if (start === 'warm') succeeded(await world.invoke('away', 'dr-operations', { operation: 'status' }));
    return swap(world, { situation, move: (frame) => operate(frame, 'failover') });
  });

/** Runs `switchover` through the Lambda, once. */
export const measureSwitchover = (): Promise<Swap> =>
  inWorld((world) => swap(world, { situation: 'healthy', move: (frame) => operate(frame, 'switchover') }));

async function operate({ world, recorder }: Frame, operation: 'failover' | 'switchover'): Promise<void> {
  const event = { operation, reason: 'bench', actor: 'bench' };
  const result = succeeded(await world.invoke('away', 'dr-operations', event)) as OperationResult;
  const answeredAt = Date.now();
  if (result.outcome !== 'done') throw new Error(`${operation} was ${result.outcome}: ${result.summary}`);
  recordSteps(recorder, result, answeredAt);
}

const TONES: Readonly<Record<StepReport['kind'], Tone>> = {
  settle: 'wait',
  listen: 'wait',
  demote: 'role',
  'catch-up': 'wait',
  promote: 'role',
  verify: 'wait',
  'switch-dns': 'dns',
  'await-primary': 'wait',
  'confirm-dns': 'dns',
  link: 'link',
};

/** Whatever steps the operation says it had, and what lay before and after them. */
export function recordSteps(recorder: Recorder, { startedAt, steps }: OperationResult, answeredAt: number): void {
  const began = Date.parse(startedAt);
  const first = Math.min(...steps.map(({ startMs }) => began + startMs));
  const last = Math.max(...steps.map(({ startMs, durationMs }) => began + startMs + durationMs));
  recorder.add('Lambda starts', 'engine', recorder.triggeredAt, began);
  recorder.add('look, take the lease', 'engine', began, first);
  for (const { kind, cluster, startMs, durationMs } of steps) {
    recorder.add(`${kind} ${cluster}`, TONES[kind], began + startMs, began + startMs + durationMs);
  }
  recorder.add('release, journal, answer', 'engine', last, answeredAt);
}
