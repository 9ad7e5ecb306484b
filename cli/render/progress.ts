import type { StepReport } from '../../functions/dr-operations/result';
import type { Plan, Step } from '../../functions/dr-operations/steps';
import type { Io } from '../io';
import type { Progress } from '../operations/run-outcome';
import { clip, type Paint } from './paint';
import { duration } from './phrases';
import { roundsOf } from './plan';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
const FRAME_MS = 120;

export interface RunningProgress extends Progress {
  /** Stops drawing. What is shown stays. */
  end(): void;
}

/** Shows how an operation proceeds: a list that is updated on a terminal, one line per step elsewhere, or only notes. */
export const startProgress = (io: Io, paint: Paint): RunningProgress =>
  io.isTty && !io.quiet ? new LiveProgress(io, paint) : new PlainProgress(io);

class PlainProgress implements RunningProgress {
  #told = 0;

  constructor(private readonly io: Io) {}

  planned(): void {
    // Each step is printed when it ends.
  }

  steps(steps: readonly StepReport[]): void {
    if (this.io.quiet) return;
    for (const step of steps.slice(this.#told)) this.io.err(plainLine(step));
    this.#told = Math.max(this.#told, steps.length);
  }

  note(text: string): void {
    this.io.err(text);
  }

  end(): void {
    // Nothing is drawn that could be left over.
  }
}

const plainLine = ({ kind, cluster, outcome, startMs, durationMs, detail }: StepReport): string =>
  `${duration(startMs + durationMs).padStart(8)}  ${kind} ${cluster}: ${outcome} in ${duration(durationMs)}` +
  (detail === undefined ? '' : ` (${detail})`);

class LiveProgress implements RunningProgress {
  readonly #startedAt = Date.now();
  readonly #timer: NodeJS.Timeout;
  #steps: readonly StepReport[] = [];
  #plan: Plan | undefined;
  #frame = 0;
  #hasEnded = false;

  constructor(
    private readonly io: Io,
    private readonly paint: Paint,
  ) {
    this.#timer = setInterval(() => this.#draw(), FRAME_MS);
    this.#draw();
  }

  planned(plan: Plan): void {
    // A later plan has only the remaining steps. The first one has all of them.
    this.#plan ??= plan;
  }

  steps(steps: readonly StepReport[]): void {
    if (steps.length > this.#steps.length) this.#steps = steps;
  }

  note(text: string): void {
    if (this.#hasEnded) return;
    this.io.draw([]);
    this.io.err(this.paint('warn', text));
    this.#draw();
  }

  end(): void {
    this.#hasEnded = true;
    clearInterval(this.#timer);
    this.io.draw(this.#steps.map((step) => this.#ended(step)));
  }

  #draw(): void {
    const spinner = FRAMES[this.#frame++ % FRAMES.length] ?? '';
    const open = roundsOf(this.#plan)
      .map((round) => round.filter((step) => !this.#hasRun(step)))
      .filter(({ length }) => length > 0);
    const [running = [], ...waiting] = open;
    const elapsed = this.paint('dim', duration(Date.now() - this.#startedAt));
    const lines = [
      ...this.#steps.map((step) => this.#ended(step)),
      ...running.map((step) => `  ${this.paint('warn', spinner)} ${name(step)}  ${this.paint('dim', step.reason)}`),
      ...waiting.flat().map((step) => this.paint('dim', `  · ${name(step)}`)),
      `${running.length === 0 ? `  ${spinner} working` : ''}  ${elapsed}`,
    ];
    // A line that wraps would take two rows, and drawing over it would leave one of them.
    this.io.draw(lines.map((line) => clip(line, this.io.columns - 1)));
  }

  #hasRun = ({ kind, cluster }: Step): boolean =>
    this.#steps.some((step) => step.kind === kind && step.cluster === cluster);

  #ended({ outcome, durationMs, detail, ...step }: StepReport): string {
    const mark = outcome === 'done' ? this.paint('good', '✔') : this.paint('bad', '✘');
    const more = detail === undefined ? '' : `, ${detail}`;
    return `  ${mark} ${name(step)}  ${this.paint('dim', `${duration(durationMs)}${more}`)}`;
  }
}

const name = ({ kind, cluster }: Pick<Step, 'kind' | 'cluster'>): string => `${kind.padEnd(13)} ${cluster}`;
