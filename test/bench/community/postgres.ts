import { setTimeout as pause } from 'node:timers/promises';
import { otherCluster, type ClusterName } from '../../../functions/shared/contract';
import { until } from '../../helpers/until';
import type { PostgresPrograms } from '../../local/community/find-postgres';
import { startPostgresPair, type PostgresPair } from '../../local/community/pair';
import { PostgresEngine, STANDBY_PAUSE_MS } from '../../local/community/postgres-engine';
import { median } from '../statistics';
import type { Tell, Timed } from './row';

/** What a pair of one size took: medians. */
export interface PostgresSample {
  readonly mb: number;
  readonly failover: Timed;
  readonly switchover: Timed;
}

const ROW_BYTES = 8 * 1024;

/** Measures a pair with so much data in its database: the promotion alone, a failover and a switchover, in turns. */
export async function measurePostgres(
  programs: PostgresPrograms,
  { mb, runs }: { readonly mb: number; readonly runs: number },
  tell: Tell,
): Promise<PostgresSample> {
  const pair = await startPostgresPair(programs);
  const engine = await PostgresEngine.start(pair);
  const bench = new Bench(pair, engine);
  const times: Record<Move, number[]> = { floor: [], failover: [], switchover: [] };
  try {
    await bench.fill(mb);
    for (let run = 1; run <= runs; run += 1) {
      for (const move of MOVES) {
        const ms = await bench.measure(move);
        times[move].push(ms);
        tell(`postgres, ${mb} MB, ${run} of ${runs}: ${move} in ${ms} ms`);
      }
    }
    const floorMs = median(times.floor);
    return {
      mb,
      failover: { ms: median(times.failover), floorMs },
      switchover: { ms: median(times.switchover), floorMs },
    };
  } finally {
    await engine.stop();
    await pair.stop();
  }
}

const MOVES = ['floor', 'failover', 'switchover'] as const;
type Move = (typeof MOVES)[number];

class Bench {
  #primary: ClusterName = 'home';

  constructor(
    private readonly pair: PostgresPair,
    private readonly engine: PostgresEngine,
  ) {}

  async fill(mb: number): Promise<void> {
    const { databases } = this.pair;
    const rows = Math.round((mb * 1024 * 1024) / ROW_BYTES);
    await databases.home.sql(
      `CREATE TABLE filled AS SELECT n, (SELECT string_agg(md5(n::text || m::text), '') FROM generate_series(1, ${ROW_BYTES / 32}) m) AS text FROM generate_series(1, ${rows}) n`,
    );
    await until(
      async () => (await databases.away.sql(`SELECT to_regclass('filled') IS NOT NULL`)) === 't',
      'the data did not arrive',
      300_000,
    );
  }

  /** One move of the primary, and then a healthy pair again. @returns milliseconds until the other cluster serves */
  async measure(move: Move): Promise<number> {
    const { pair, engine } = this;
    const old = this.#primary;
    const target = otherCluster(old);
    if (move !== 'switchover') await pair.nodes[old].kill();
    const startedAt = Date.now();
    const serves = pair.nodes[target].until('it is active', ({ status }) => status === 200).then(() => Date.now());
    if (move === 'floor') await this.#promoteByHand(target);
    else await this.#operate(move, target);
    const movedAt = move === 'floor' ? 0 : Date.now();
    const ms = Math.max(await serves, movedAt) - startedAt;
    if (move === 'floor') engine.route53.weights = { home: 0, away: 0, [target]: 255 };
    if (move !== 'switchover') await pair.nodes[old].start();
    await engine.rewind(old, target);
    // Otherwise the next move measures that pause.
    await pause(STANDBY_PAUSE_MS);
    this.#primary = target;
    return ms;
  }

  /** Only the calls that cannot be avoided. Each is a new program, so this is slower than a kept connection. */
  async #promoteByHand(target: ClusterName): Promise<void> {
    const database = this.pair.databases[target];
    await database.sql('SELECT pg_promote()');
    await database.sql(`DELETE FROM openbao_ha_locks WHERE ha_key = 'core/lock'`);
  }

  async #operate(operation: 'failover' | 'switchover', to: ClusterName): Promise<void> {
    const { outcome, summary } = await this.engine.run(operation, { to });
    if (outcome !== 'done') throw new Error(`${operation}: ${summary}`);
  }
}
