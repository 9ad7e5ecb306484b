import { setTimeout as pause } from 'node:timers/promises';
import { describeLoss } from '../../../cli/render/phrases';
import { seconds, type Timeline } from '../../../cli/report/timeline';
import type { OperationResult } from '../../../functions/dr-operations/result';
import { otherCluster, type ClusterName } from '../../../functions/shared/contract';
import { until } from '../../helpers/until';
import { LoadClient, type Attempt } from '../../local/client/load-client';
import { Entrances } from '../../local/community/entrances';
import type { PostgresPrograms } from '../../local/community/find-postgres';
import { startPostgresPair, type PostgresPair } from '../../local/community/pair';
import { PostgresEngine, STANDBY_PAUSE_MS } from '../../local/community/postgres-engine';
import type { Notebook } from '../notebook';
import { firstWriteAfter, inSeconds, missingOn, PairWatch, prepareClient } from './written';

const CALM_WRITES = 20;
const CLIENT_NAME = 'localhost';

/** A pair on PostgreSQL: a switchover, then the primary's nodes are lost and come back. */
export async function playPostgres(book: Notebook, programs: PostgresPrograms): Promise<Timeline> {
  const pair = await startPostgresPair(programs);
  try {
    const entrances = await Entrances.start({ home: pair.nodes.home.port, away: pair.nodes.away.port });
    try {
      const engine = await PostgresEngine.start(pair);
      return await new PostgresStory(book, { pair, entrances, engine }).play().finally(() => engine.stop());
    } finally {
      await entrances.stop();
    }
  } finally {
    await pair.stop();
  }
}

interface Parts {
  readonly pair: PostgresPair;
  readonly entrances: Entrances;
  readonly engine: PostgresEngine;
}

class PostgresStory {
  constructor(
    private readonly book: Notebook,
    private readonly parts: Parts,
  ) {}

  async play(): Promise<Timeline> {
    const { book } = this;
    const { pair, entrances } = this.parts;
    book.note('two real OpenBao clusters: home on a PostgreSQL primary, away as standby on its streaming replica');
    const client = new LoadClient({
      resolver: { resolve: () => Promise.resolve(entrances.hosts[this.#named()]) },
      clientName: CLIENT_NAME,
      port: entrances.port,
      ca: pair.authority.ca,
      token: await prepareClient(pair.nodes.home, pair.rootToken),
    });
    const watch = new PairWatch(pair.nodes);
    watch.start();
    let sentence = 'The story did not come to its end.';
    try {
      sentence = await this.#tellAll(client);
    } catch (error) {
      // The report still shows what happened until then.
      book.figure('the demonstration ended as planned', error instanceof Error ? error.message : 'no', false);
    } finally {
      await client.stop();
      await watch.stop();
    }
    book.figure('moments with two active clusters', String(watch.bothActive), watch.bothActive === 0, '0');
    const durationMs = Date.now() - book.startedAt;
    return {
      title: 'OpenBao on PostgreSQL: a switchover, then the nodes of the primary are lost',
      sentence,
      place: 'the local world',
      startedAt: new Date(book.startedAt).toISOString(),
      durationMs,
      lanes: watch.lanes(client, book.startedAt, durationMs, (address) => entrances.clusterAt(address)),
      events: book.events,
      figures: book.figures,
    };
  }

  async #tellAll(client: LoadClient): Promise<string> {
    const { book } = this;
    const { pair } = this.parts;
    client.start();
    book.note('a client writes ten times a second through the client name');
    await this.#untilWritten(client, 'home');
    const swapAt = Date.now();
    const switched = await this.#operate('switchover', 'away');
    await this.#untilWritten(client, 'away');
    const swapMs = this.#gap(client, swapAt, 'away');
    const proof = switched.steps.find(({ kind }) => kind === 'catch-up')?.detail ?? 'none';
    await this.#figures(client, 'switchover', { result: switched, gapMs: swapMs, on: 'away' });
    book.figure('  proof by the position of the log', proof, proof === 'the log has arrived to its end');
    await this.#rewind('home');

    await this.#untilWritten(client, 'away');
    await pause(STANDBY_PAUSE_MS);
    const lostAt = Date.now();
    await pair.nodes.away.kill();
    book.note('kill -9 of the nodes of away; its database lives');
    const failedOver = await this.#operate('failover', 'home');
    await this.#untilWritten(client, 'home');
    const outMs = this.#gap(client, lostAt, 'home');
    const fence = failedOver.steps.find(({ kind }) => kind === 'fence');
    book.figure('the fence came before the promotion', fence?.outcome ?? 'no', fence?.outcome === 'done', 'done');
    await this.#figures(client, 'failover', { result: failedOver, gapMs: outMs, on: 'home' });

    await pair.nodes.away.start();
    await pair.nodes.away.until('it is a standby', ({ status }) => status === 429);
    book.note('the old primary is back, and is a standby: its database takes no writes');
    await this.#rewind('away');
    const { healthy, problems } = await this.parts.engine.status();
    book.figure('healthy at the end', healthy ? 'yes' : (problems[0]?.text ?? 'no'), healthy, 'yes');
    await client.stop();
    const lost = await missingOn(pair.nodes.home, client, pair.rootToken);
    book.figure('acknowledged writes, all in all', String(client.acknowledged.length), true);
    book.figure('  of them lost', String(lost.length), lost.length === 0, '0');
    return [
      `During the switchover the client could not write for ${inSeconds(swapMs)},`,
      `and for ${inSeconds(outMs)} when the nodes of the primary were lost.`,
      lost.length === 0 ? 'No acknowledged write was lost.' : `${lost.length} acknowledged writes were lost.`,
    ].join(' ');
  }

  async #figures(
    client: LoadClient,
    operation: string,
    { result, gapMs, on }: { readonly result: OperationResult; readonly gapMs: number; readonly on: ClusterName },
  ): Promise<void> {
    const { book } = this;
    const { pair } = this.parts;
    const lost = await missingOn(pair.nodes[on], client, pair.rootToken);
    const moved = result.steps.find(({ kind }) => kind === 'switch-dns');
    const movedMs = moved ? moved.startMs + moved.durationMs : Infinity;
    const serves = result.steps.find(({ kind }) => kind === 'await-primary');
    const servesMs = serves ? serves.startMs + serves.durationMs : movedMs;
    const rtoMs = Math.max(movedMs, servesMs);
    book.figure(operation, result.outcome, result.outcome === 'done', 'done');
    book.figure('  name moved, and the new primary serves', inSeconds(rtoMs), Number.isFinite(rtoMs));
    book.figure('  client could not write', inSeconds(gapMs), Number.isFinite(gapMs));
    book.figure('  acknowledged writes lost', String(lost.length), lost.length === 0, '0');
    if (operation === 'failover') book.figure('  loss, announced before', describeLoss(result.possibleLoss), true);
  }

  async #rewind(follower: ClusterName): Promise<void> {
    const startedAt = Date.now();
    await this.parts.engine.rewind(follower, otherCluster(follower));
    this.book.note(`pg_rewind made the database of ${follower} a replica again, in ${seconds(Date.now() - startedAt)}`);
  }

  async #operate(operation: 'switchover' | 'failover', to: ClusterName): Promise<OperationResult> {
    this.book.note(`${operation} to ${to} is called`);
    const result = await this.parts.engine.run(operation, { to, reason: 'demo', actor: 'demo' });
    const began = Date.parse(result.startedAt);
    for (const { kind, cluster, startMs, durationMs, outcome } of result.steps) {
      this.book.note(`  ${kind} ${cluster}: ${outcome} in ${durationMs} ms`, began + startMs + durationMs);
    }
    this.book.note(`${operation}: ${result.outcome}, ${result.summary}`);
    return result;
  }

  /** The cluster that the client name leads to. */
  #named(): ClusterName {
    return this.parts.engine.route53.weights.home === 255 ? 'home' : 'away';
  }

  /** From the last write before a moment to the first one on a cluster after it. */
  #gap(client: LoadClient, at: number, cluster: ClusterName): number {
    const isThere = ({ address }: Attempt): boolean => this.parts.entrances.clusterAt(address) === cluster;
    const before = Math.max(...client.acknowledged.map(({ endedAt }) => endedAt).filter((time) => time <= at), 0);
    const last = Math.max(
      before,
      ...client.acknowledged.filter((attempt) => !isThere(attempt)).map(({ endedAt }) => endedAt),
    );
    return firstWriteAfter(client, last, isThere);
  }

  async #untilWritten(client: LoadClient, cluster: ClusterName): Promise<void> {
    const written = (): number =>
      client.acknowledged.filter(({ address }) => this.parts.entrances.clusterAt(address) === cluster).length;
    const goal = written() + CALM_WRITES;
    await until(() => written() >= goal, `the client did not write to ${cluster}`);
  }
}
