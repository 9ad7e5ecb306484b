import type { Deadline } from '../../../shared/clock';
import { DatabaseError, type MayGoOn } from './database';
import { left, SqlDatabase, type FenceSql, type ServerOptions } from './sql-database';

export type SelfRunOptions = ServerOptions;

/** It is not replicated, and a restart keeps it. Sessions that go on have it too. */
const FENCE: FenceSql = {
  close: ['ALTER SYSTEM SET default_transaction_read_only = on', 'SELECT pg_reload_conf()'],
  open: ['ALTER SYSTEM RESET default_transaction_read_only', 'SELECT pg_reload_conf()'],
  // Without a reload, the next restart would put an old decision into effect: it would fence a primary, or free a fenced one.
  meanwhile: 'SELECT pg_sleep(1), pg_reload_conf() FROM generate_series(1, 3)',
  isClosed: `current_setting('default_transaction_read_only') = 'on'`,
  isKeptBySessions: false,
  sessions: `backend_type = 'client backend'`,
  outrankedBy: 'true',
};

/** A PostgreSQL server that its users run themselves. */
export class SelfRunDatabase extends SqlDatabase {
  /** @throws ConfigError for a table that is no identifier, and for a connection without TLS */
  constructor(options: SelfRunOptions) {
    super(options, FENCE);
  }

  protected override becomePrimary(deadline: Deadline, mayGoOn: MayGoOn): Promise<void> {
    return this.with(deadline, async (client) => {
      const before = await this.readRole(client, deadline);
      if (!before.isReplica) return this.liftFence(deadline, mayGoOn);
      await this.openFence(client, deadline, mayGoOn);
      const seconds = Math.max(1, Math.floor(left(deadline) / 1000));
      await mayGoOn();
      const [done] = await client.query('SELECT pg_promote(true, $1::int) AS promoted', [seconds], left(deadline));
      if (done?.['promoted'] !== true) throw new DatabaseError('promote', 'not in time', true);
      await this.freeLock(client, before, deadline);
    });
  }
}
