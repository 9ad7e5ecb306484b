import type { OperationResult, StepReport } from '../../functions/dr-operations/result';
import { succeeded } from '../local/invocation';
import { inWorld, swap, type Frame, type Situation, type Swap } from './swap';
import type { Recorder, Tone } from './timeline';

/**
 * Injects a fault on the primary and runs `failover` once through the Lambda.
 *
 * @param start `cold`: the Lambda has not run before, as in a real failover; `warm`: it has just returned the status
 */
export const measureFailover = (
  situation: Exclude<Situation, 'healthy'>,
  start: 'cold' | 'warm' = 'cold',
): Promise<Swap> =>
  inWorld(async (world) => {
    if (start === 'warm') succeeded(await world.invoke('away', 'dr-operations', { operation: 'status' }));
    return swap(world, { situation, move: (frame) => operate(frame, 'failover') });
  });

/** Runs `switchover` once through the Lambda. */
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
  fence: 'role',
  unfence: 'role',
  'catch-up': 'wait',
  promote: 'role',
  verify: 'wait',
  'switch-dns': 'dns',
  'await-primary': 'wait',
  'confirm-dns': 'dns',
  link: 'link',
};

/** Records the steps in the result of an operation, and the times before and after them. */
export function recordSteps(recorder: Recorder, { startedAt, steps }: OperationResult, answeredAt: number): void {
  const began = Date.parse(startedAt);
  const first = Math.min(...steps.map(({ startMs }) => began + startMs));
  const last = Math.max(...steps.map(({ startMs, durationMs }) => began + startMs + durationMs));
  recorder.add('Lambda starts', 'engine', recorder.triggeredAt, began);
  recorder.add('observe, take the lease', 'engine', began, first);
  for (const { kind, cluster, startMs, durationMs } of steps) {
    recorder.add(`${kind} ${cluster}`, TONES[kind], began + startMs, began + startMs + durationMs);
  }
  recorder.add('release, journal, answer', 'engine', last, answeredAt);
}
