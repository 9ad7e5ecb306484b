import type { Clock } from '../../functions/shared/clock';

/** A clock that moves only by waits, which end at once. */
export class FakeClock implements Clock {
  readonly waits: number[] = [];

  constructor(private time = 0) {}

  now(): number {
    return this.time;
  }

  wait(ms: number): Promise<void> {
    this.waits.push(ms);
    this.advance(ms);
    return Promise.resolve();
  }

  advance(ms: number): void {
    this.time += ms;
  }
}
