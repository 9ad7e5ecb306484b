import type { Figure, TimelineEvent } from '../../cli/report/timeline';

/** What happened in a demonstration, and what was measured. Each event is told at once. */
export class Notebook {
  readonly events: TimelineEvent[] = [];
  readonly figures: Figure[] = [];

  constructor(
    private readonly tell: (event: TimelineEvent) => void,
    readonly startedAt = Date.now(),
  ) {}

  /** Records an event. @param at milliseconds since the epoch; now by default */
  note(text: string, at = Date.now()): void {
    const event = { atMs: Math.max(0, at - this.startedAt), text };
    this.events.push(event);
    this.tell(event);
  }

  /** Records a figure. @param ok whether it is as expected */
  figure(name: string, value: string, ok: boolean, expected?: string): void {
    this.figures.push({ name, value, ok, ...(expected !== undefined && { expected }) });
  }
}
