import type { Acceptance, DrOperationsEvent } from '../../functions/dr-operations/contract';
import { needsOf } from '../../functions/dr-operations/steps';
import type { Figure, TimelineEvent } from '../../cli/report/timeline';
import type { OperationResult, StatusResult } from '../../functions/dr-operations/result';
import { until } from '../helpers/until';
import type { LoadClient } from '../local/client/load-client';
import type { ClusterName } from '../local/vault';
import { succeeded } from '../local/invocation';
import type { World } from '../local/world';

/** A run of the story while it happens: what was seen, and what was expected. */
export class Story {
  readonly events: TimelineEvent[] = [];
  readonly figures: Figure[] = [];
  readonly results: OperationResult[] = [];
  readonly startedAt = Date.now();

  constructor(
    readonly world: World,
    readonly client: LoadClient,
    private readonly tell: (event: TimelineEvent) => void,
  ) {}

  /** Something happened now, or at a moment in milliseconds since the epoch. */
  note(text: string, at = Date.now()): void {
    const event = { atMs: Math.max(0, at - this.startedAt), text };
    this.events.push(event);
    this.tell(event);
  }

  figure(name: string, value: string, ok: boolean, expected?: string): void {
    this.figures.push({ name, value, ok, ...(expected !== undefined && { expected }) });
  }

  /** Runs an operation through the Lambda of a region, and notes what it says of itself. */
  async operate(region: ClusterName, event: DrOperationsEvent): Promise<OperationResult> {
    this.note(`${event.operation} is invoked in ${region}'s region`);
    const result = succeeded(
      await this.world.invoke(region, 'dr-operations', { ...event, actor: 'demo' }),
    ) as OperationResult;
    const began = Date.parse(result.startedAt);
    for (const { kind, cluster, startMs, durationMs, outcome } of result.steps) {
      this.note(`  ${kind} ${cluster}: ${outcome} in ${durationMs} ms`, began + startMs + durationMs);
    }
    this.note(`${event.operation}: ${result.outcome}, ${result.summary}`);
    this.results.push(result);
    return result;
  }

  /** What an operator would have to accept, by the name of each check that objects. Changes nothing. */
  async objectionsTo(region: ClusterName, operation: 'rejoin'): Promise<Acceptance[]> {
    const event = { operation, dryRun: true, actor: 'demo' } as const;
    const { plan } = succeeded(await this.world.invoke(region, 'dr-operations', event)) as OperationResult;
    return plan?.kind === 'refuse' ? needsOf(plan) : [];
  }

  async status(region: ClusterName): Promise<StatusResult> {
    return succeeded(await this.world.invoke(region, 'dr-operations', { operation: 'status' })) as StatusResult;
  }

  /** Waits until the client had `count` more writes acknowledged by a cluster. @throws Error when it does not in time */
  async untilClientWrites(cluster: ClusterName, count: number): Promise<void> {
    const { host } = this.world.pair[cluster];
    const written = (): number => this.client.acknowledged.filter(({ address }) => address === host).length;
    const goal = written() + count;
    await until(() => written() >= goal, `the client did not write to ${cluster}`);
  }

  /** When the name was given to a cluster by an operation, milliseconds since the epoch. */
  nameSwitchedAt(result: OperationResult): number | undefined {
    const step = result.steps.find(({ kind }) => kind === 'switch-dns');
    return step && Date.parse(result.startedAt) + step.startMs + step.durationMs;
  }

  /** How long the client could not write between two moments in milliseconds since the epoch, milliseconds. */
  outageBetween(from: number, to: number): number {
    return this.client
      .outages()
      .filter((outage) => outage.to >= from && outage.from <= to)
      .reduce((sum, outage) => sum + outage.to - outage.from, 0);
  }
}
