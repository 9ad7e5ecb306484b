import type { Acceptance, DrOperationsEvent } from '../../functions/dr-operations/contract';
import { needsOf } from '../../functions/dr-operations/steps';
import type { TimelineEvent } from '../../cli/report/timeline';
import type { OperationResult, StatusResult } from '../../functions/dr-operations/result';
import { until } from '../helpers/until';
import type { LoadClient } from '../local/client/load-client';
import type { ClusterName } from '../local/vault';
import { succeeded } from '../local/invocation';
import type { World } from '../local/world';
import { Notebook } from './notebook';

/** A running scenario: its events, figures and results so far. */
export class Story extends Notebook {
  readonly results: OperationResult[] = [];
  /** What happened, in a sentence. */
  sentence = 'The story did not come to its end.';
  readonly #calledAt = new Map<OperationResult, number>();

  constructor(
    readonly world: World,
    readonly client: LoadClient,
    tell: (event: TimelineEvent) => void,
  ) {
    super(tell);
  }

  /** Runs an operation through the Lambda of a region, and records its steps and summary. */
  async operate(region: ClusterName, event: DrOperationsEvent): Promise<OperationResult> {
    const calledAt = Date.now();
    this.note(`${event.operation} is invoked in ${region}'s region`, calledAt);
    const result = succeeded(
      await this.world.invoke(region, 'dr-operations', { ...event, actor: 'demo' }),
    ) as OperationResult;
    const began = Date.parse(result.startedAt);
    for (const { kind, cluster, startMs, durationMs, outcome } of result.steps) {
      this.note(`  ${kind} ${cluster}: ${outcome} in ${durationMs} ms`, began + startMs + durationMs);
    }
    this.note(`${event.operation}: ${result.outcome}, ${result.summary}`);
    this.results.push(result);
    this.#calledAt.set(result, calledAt);
    return result;
  }

  /** Acceptances that an operation would need, from a dry run. */
  async objectionsTo(region: ClusterName, operation: 'rejoin'): Promise<Acceptance[]> {
    const event = { operation, dryRun: true, actor: 'demo' } as const;
    const { plan } = succeeded(await this.world.invoke(region, 'dr-operations', event)) as OperationResult;
    return plan?.kind === 'refuse' ? needsOf(plan) : [];
  }

  async status(region: ClusterName): Promise<StatusResult> {
    return succeeded(await this.world.invoke(region, 'dr-operations', { operation: 'status' })) as StatusResult;
  }

  /** Waits until a cluster has acknowledged `count` more writes of the client. @throws Error after a minute */
  async untilClientWrites(cluster: ClusterName, count: number): Promise<void> {
    const { host } = this.world.pair[cluster];
    const written = (): number => this.client.acknowledged.filter(({ address }) => address === host).length;
    const goal = written() + count;
    await until(() => written() >= goal, `the client did not write to ${cluster}`);
  }

  /** Time at which the operator called an operation, milliseconds since the epoch. The Lambda begins later. */
  calledAt(result: OperationResult): number {
    return this.#calledAt.get(result) ?? Date.parse(result.startedAt);
  }

  /** Time of the first write after a moment that a cluster acknowledged, milliseconds since the epoch. */
  firstWriteAt(cluster: ClusterName, after: number): number | undefined {
    const { host } = this.world.pair[cluster];
    const times = this.client.acknowledged.filter(({ address }) => address === host).map(({ endedAt }) => endedAt);
    return times.sort((a, b) => a - b).find((time) => time > after);
  }

  /** Time at which an operation moved the client name, milliseconds since the epoch. */
  nameSwitchedAt(result: OperationResult): number | undefined {
    const step = result.steps.find(({ kind }) => kind === 'switch-dns');
    return step && Date.parse(result.startedAt) + step.startMs + step.durationMs;
  }

  /** Sum of the outages of the client that overlap a period, milliseconds. @param from @param to since the epoch */
  outageBetween(from: number, to: number): number {
    return this.client
      .outages()
      .filter((outage) => outage.to >= from && outage.from <= to)
      .reduce((sum, outage) => sum + outage.to - outage.from, 0);
  }
}
