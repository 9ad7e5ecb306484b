import type { OperationResult } from '../../functions/dr-operations/result';
import { recordSteps } from './operation';
import { Recorder } from './timeline';

const TRIGGER = Date.parse('2026-01-01T00:00:00.000Z');

const resultWith = (steps: readonly Partial<OperationResult['steps'][number]>[]): OperationResult =>
  ({ startedAt: '2026-01-01T00:00:00.100Z', steps }) as OperationResult;

describe('recordSteps', () => {
  it('shows the start, the observation, each step and the end in milliseconds since the trigger', () => {
    const recorder = new Recorder(TRIGGER);
    const steps = [{ kind: 'promote', cluster: 'away', startMs: 30, durationMs: 15 } as const];
    recordSteps(recorder, resultWith(steps), TRIGGER + 200);
    expect(recorder.bars).toEqual([
      { name: 'Lambda starts', tone: 'engine', fromMs: 0, toMs: 100 },
      { name: 'observe, take the lease', tone: 'engine', fromMs: 100, toMs: 130 },
      { name: 'promote away', tone: 'role', fromMs: 130, toMs: 145 },
      { name: 'release, journal, answer', tone: 'engine', fromMs: 145, toMs: 200 },
    ]);
  });

  it('ends with the last step to end, also when steps run side by side', () => {
    const recorder = new Recorder(TRIGGER);
    const steps = [
      { kind: 'await-primary', cluster: 'away', startMs: 0, durationMs: 2000 },
      { kind: 'switch-dns', cluster: 'away', startMs: 10, durationMs: 5 },
    ] as const;
    recordSteps(recorder, resultWith(steps), TRIGGER + 2150);
    expect(recorder.bars.at(-1)).toMatchObject({ fromMs: 2100, toMs: 2150 });
  });
});
