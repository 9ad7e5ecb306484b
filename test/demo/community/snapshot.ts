import { setTimeout as pause } from 'node:timers/promises';
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeLoss } from '../../../cli/render/phrases';
import { seconds, type Timeline } from '../../../cli/report/timeline';
import type { OperationResult, StatusResult } from '../../../functions/dr-operations/result';
import type { ClusterName } from '../../../functions/shared/contract';
import type { PullResult } from '../../../functions/snapshot-puller/contract';
import { until } from '../../helpers/until';
import type { Attempt, LoadClient } from '../../local/client/load-client';
import { DatabaseUsers, type DatabaseUser } from '../../local/community/database-users';
import { DeployedPair } from '../../local/community/deployed-pair';
import type { PostgresPrograms } from '../../local/community/find-postgres';
import { Postgres } from '../../local/community/postgres';
import type { Notebook } from '../notebook';
import { firstWriteAfter, inSeconds, missingOn, PairWatch, prepareClient } from './written';

const CALM_WRITES = 20;
/** Between two snapshots. The schedule of a deployed pair takes one each minute. */
const BETWEEN_SNAPSHOTS_MS = 3_000;
/** A lease that nobody renews ends after this time, seconds. A copy that runs would then drop the user. */
const LEASE_SECONDS = 5;
const RENEWED_SECONDS = 3_600;

/** A pair that copies snapshots, deployed by its construct, loses home in the middle of a write load. */
export async function playSnapshot(
  book: Notebook,
  programs: PostgresPrograms | undefined,
  missing: string | undefined,
): Promise<Timeline> {
  const database = programs && (await startDatabase(programs));
  try {
    const pair = await DeployedPair.start({ parks: true });
    try {
      return await new SnapshotStory(book, pair, database?.server, missing).play();
    } finally {
      await pair.stop();
    }
  } finally {
    await database?.stop();
  }
}

async function startDatabase(programs: PostgresPrograms): Promise<{ server: Postgres; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'vault-dr-demo-'));
  chmodSync(folder, 0o755); // PostgreSQL runs as another user
  const server = await Postgres.create(programs, join(folder, 'users'));
  const stop = async (): Promise<void> => {
    await server.stop('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  return { server, stop };
}

class SnapshotStory {
  #since = '';
  readonly #watch: PairWatch;

  constructor(
    private readonly book: Notebook,
    private readonly pair: DeployedPair,
    private readonly database: Postgres | undefined,
    private readonly missing: string | undefined,
  ) {
    this.#watch = new PairWatch(pair.nodes, 'away');
  }

  async play(): Promise<Timeline> {
    const { book, pair } = this;
    book.note(
      'two real OpenBao clusters, the synthesised CommunityVaultDr and its bundles in emulated AWS; away is parked',
    );
    const token = await prepareClient(pair.nodes.home, pair.rootToken);
    const client = pair.client(token);
    this.#watch.start();
    let sentence = 'The story did not come to its end.';
    try {
      sentence = await this.#tellAll(client);
    } catch (error) {
      // The report still shows what happened until then.
      book.figure('the demonstration ended as planned', error instanceof Error ? error.message : 'no', false);
    } finally {
      await client.stop();
      await this.#watch.stop();
    }
    const durationMs = Date.now() - book.startedAt;
    return {
      title: 'OpenBao with snapshots: home is lost in the middle of a write load, comes back, and takes over again',
      sentence,
      place: 'the local world',
      startedAt: new Date(book.startedAt).toISOString(),
      durationMs,
      lanes: this.#watch.lanes(client, book.startedAt, durationMs, (address) => pair.entrances.clusterAt(address)),
      events: book.events,
      figures: book.figures,
    };
  }

  async #tellAll(client: LoadClient): Promise<string> {
    const { book, pair } = this;
    const { home, away } = pair.nodes;
    client.start();
    book.note('a client writes ten times a second through the client name');
    await this.#untilWritten(client, 'home');
    const user = await this.#leaseUser();
    await this.#pull('away');
    if (user) await this.#renew(user);
    await this.#pullUntil(Date.now() + (LEASE_SECONDS + 2) * 1000);
    await this.#expectUser(
      user,
      `database user is there ${LEASE_SECONDS + 2} s after its lease of ${LEASE_SECONDS} s was copied`,
    );

    await this.#untilWritten(client, 'home');
    const lostAt = Date.now();
    await home.kill();
    book.note('kill -9 of home, in the middle of the writes');
    const calledAt = Date.now();
    this.#watch.restores('away');
    const failedOver = await this.#operate('away', { operation: 'failover', reason: 'demo: home is lost' });
    const movedMs = Date.now() - calledAt;
    await this.#untilWritten(client, 'away');
    const lost = await missingOn(away, client, pair.rootToken);
    const lostEarlier = lost.filter(({ endedAt }) => endedAt < Date.parse(this.#since));
    const atAway = ({ address }: { readonly address: string | undefined }): boolean =>
      pair.entrances.clusterAt(address) === 'away';
    const backMs = firstWriteAfter(client, lostAt, atAway);
    book.figure('failover', failedOver.outcome, failedOver.outcome === 'done', 'done');
    book.figure("  operator's call to its end", seconds(movedMs), true);
    book.figure('  client could not write, DNS included', inSeconds(backMs), Number.isFinite(backMs));
    book.figure('  loss, announced before', describeLoss(failedOver.possibleLoss), this.#since !== '');
    book.figure('  acknowledged writes lost', String(lost.length), true);
    book.figure('  of them older than announced', String(lostEarlier.length), lostEarlier.length === 0, '0');
    await this.#expectUser(user, 'database user of home is there after the failover');
    if (user) {
      const left = await this.#users().renew(away, user, RENEWED_SECONDS);
      book.figure('  away can renew its lease', `${left} s`, left === RENEWED_SECONDS);
    }
    await this.#comeBack(client, lost);
    return [
      `Home was lost while a client wrote. The failover took ${seconds(movedMs)} from the operator's call to its end.`,
      `The client could not write for ${inSeconds(backMs)}, DNS included. ${lost.length} acknowledged writes were lost,`,
      lostEarlier.length === 0 ? 'all of them after the announced time.' : 'some of them older than announced.',
      'The database user of home was never dropped, because no copy ran before.',
      'The system parked home when it was back, and away after the switchover to home.',
    ].join(' ');
  }

  /** The old primary returns, and does not know that it was replaced. */
  async #comeBack(client: LoadClient, lost: readonly Attempt[]): Promise<void> {
    const { book, pair } = this;
    await pair.nodes.home.start();
    await pair.nodes.home.until('it is active', ({ status }) => status === 200);
    book.note('home is back and serves whoever asks it');
    const { problems } = await this.#status();
    book.note(`status says: ${problems[0]?.text ?? 'nothing'}`);
    book.figure('two primaries were reported', problems[0]?.kind ?? 'no', problems[0]?.kind === 'two-primaries');
    this.#watch.parks('home');
    const rejoined = await this.#operate('away', {
      operation: 'rejoin',
      to: 'away',
      accept: ['loss'],
      reason: 'demo: home is back',
    });
    const said = rejoined.steps.find(({ kind }) => kind === 'demote')?.detail ?? 'nothing';
    const beyond = /up to (\d+ raft entries)/.exec(said)?.[1];
    book.figure('home had beyond the snapshot, at most', beyond ?? said, beyond !== undefined);
    const kept = /kept\/\S+/.exec(said)?.[0];
    book.figure('  its last file, for a person', kept ?? 'none', kept !== undefined);
    const parked = rejoined.steps.find(({ kind }) => kind === 'link')?.detail ?? 'nothing';
    book.figure('rejoin', rejoined.outcome, rejoined.outcome === 'done', 'done');
    book.figure('  parked by the system', parked, parked === 'home is parked', 'home is parked');
    const file = await this.#pull('home');
    book.figure('copies go the other way', file.source, file.source === 'away' && file.newest !== undefined, 'away');
    await this.#untilWritten(client, 'away');
    await client.stop();
    await this.#goBack(client, lost);
    const leaks = (pair.logs().match(/\b([bs]|hv[sb])\.[A-Za-z0-9_-]{24,}/g) ?? []).length;
    book.figure('tokens in the logs', String(leaks), leaks === 0, '0');
  }

  /** Nothing can stop writes in Vault Community, so the clients are kept away from a switchover. */
  async #goBack(client: LoadClient, lost: readonly Attempt[]): Promise<void> {
    const { book, pair } = this;
    book.note('the client is stopped, because a switchover refuses while something is written');
    this.#watch.restores('home');
    this.#watch.parks('away');
    const back = await this.#operate('home', { operation: 'switchover', to: 'home', reason: 'demo: back to home' });
    book.figure('switchover to home', back.outcome, back.outcome === 'done', 'done');
    const parked = back.steps.find(({ kind }) => kind === 'link')?.detail ?? 'nothing';
    book.figure('  parked by the system', parked, parked === 'away is parked', 'away is parked');
    const known = new Set(lost.map(({ path }) => path));
    const missing = (await missingOn(pair.nodes.home, client, pair.rootToken)).filter(({ path }) => !known.has(path));
    book.figure('  acknowledged writes lost', String(missing.length), missing.length === 0, '0');
    const { primary, clusters } = await this.#status();
    const isPair = primary === 'home' && clusters.away.role === 'secondary';
    book.figure('at the end', `home is ${clusters.home.role}, away is ${clusters.away.role}`, isPair);
  }

  async #leaseUser(): Promise<DatabaseUser | undefined> {
    const { book, pair } = this;
    if (this.database === undefined) {
      book.note(`the lease on a database user is skipped: ${this.missing ?? 'no PostgreSQL'}`);
      return undefined;
    }
    await this.#users().enable(pair.nodes.home, `${LEASE_SECONDS}s`);
    const user = await this.#users().create(pair.nodes.home);
    book.note(`home made a user in a real PostgreSQL, with a lease of ${LEASE_SECONDS} s`);
    return user;
  }

  async #renew(user: DatabaseUser): Promise<void> {
    const left = await this.#users().renew(this.pair.nodes.home, user, RENEWED_SECONDS);
    this.book.note(`home renewed the lease for ${left} s; the snapshot in away's region still has the short one`);
  }

  async #expectUser(user: DatabaseUser | undefined, what: string): Promise<void> {
    if (user === undefined) return;
    const isThere = await this.#users().exists(user);
    this.book.figure(what, isThere ? 'yes' : 'no', isThere, 'yes');
  }

  #users(): DatabaseUsers {
    if (this.database === undefined) throw new Error('there is no PostgreSQL');
    return new DatabaseUsers(this.database, this.pair.rootToken);
  }

  async #pullUntil(end: number): Promise<void> {
    while (Date.now() < end) {
      await pause(BETWEEN_SNAPSHOTS_MS);
      await this.#pull('away');
    }
  }

  async #pull(own: ClusterName): Promise<PullResult> {
    const result = await this.pair.invoke<PullResult>(own, 'snapshot-puller');
    const { takenAt, index, bytes } = result.newest ?? {};
    this.book.note(
      `snapshot of ${result.source}: ${takenAt}, raft index ${index}, ${Math.round((bytes ?? 0) / 1024)} KiB`,
    );
    return result;
  }

  async #operate(region: ClusterName, event: object): Promise<OperationResult> {
    const { operation } = event as { readonly operation: string };
    this.book.note(`${operation} is invoked in ${region}'s region`);
    const call = { ...event, actor: 'demo' };
    const result = await this.pair.invoke<OperationResult>(region, 'community-operations', call);
    const began = Date.parse(result.startedAt);
    for (const { kind, cluster, startMs, durationMs, outcome, detail } of result.steps) {
      const more = detail === undefined ? '' : `: ${detail}`;
      this.book.note(`  ${kind} ${cluster}: ${outcome} in ${durationMs} ms${more}`, began + startMs + durationMs);
    }
    this.book.note(`${operation}: ${result.outcome}, ${result.summary}`);
    if (result.possibleLoss?.kind === 'since' && operation === 'failover') this.#since = result.possibleLoss.since;
    return result;
  }

  #status(): Promise<StatusResult> {
    return this.pair.invoke('away', 'community-operations', { operation: 'status' });
  }

  async #untilWritten(client: LoadClient, cluster: ClusterName): Promise<void> {
    const { entrances } = this.pair;
    const written = (): number =>
      client.acknowledged.filter(({ address }) => entrances.clusterAt(address) === cluster).length;
    const goal = written() + CALM_WRITES;
    await until(() => written() >= goal, `the client did not write to ${cluster}`);
  }
}
