/** Kind of work in a period; decides its colour. */
export type Tone = 'engine' | 'role' | 'wait' | 'dns' | 'link' | 'vault' | 'pause';

/** A period, in milliseconds since the trigger. */
export interface Bar {
  readonly name: string;
  readonly tone: Tone;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Records the periods of steps. */
export class Recorder {
  readonly bars: Bar[] = [];

  /** @param triggeredAt milliseconds since the epoch */
  constructor(readonly triggeredAt: number) {}

  /** Runs a step and records its period, also when it fails. */
  async step<T>(name: string, tone: Tone, act: () => Promise<T>): Promise<T> {
    const startedAt = Date.now();
    try {
      return await act();
    } finally {
      this.add(name, tone, startedAt, Date.now());
    }
  }

  /** @param from @param to milliseconds since the epoch */
  add(name: string, tone: Tone, from: number, to: number): void {
    this.bars.push({ name, tone, fromMs: from - this.triggeredAt, toMs: to - this.triggeredAt });
  }
}
