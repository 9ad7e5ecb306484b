import {
  DescribeDBInstancesCommand,
  InvalidDBInstanceStateFault,
  PromoteReadReplicaCommand,
  type DBInstance,
  type RDSClient,
} from '@aws-sdk/client-rds';
import type { Deadline } from '../../../shared/clock';
import { AwsError } from '../../../shared/errors';
import { poll } from '../../../shared/retry';
import { DatabaseError, type MayGoOn } from './database';
import { quoteIdentifier, SqlDatabase, type FenceSql, type ServerOptions } from './sql-database';

export interface RdsOptions extends ServerOptions {
  /** Identifier of the instance. */
  readonly instance: string;
  /** RDS in the region of the instance. */
  readonly rds: Pick<RDSClient, 'send'>;
}

/** AWS says "a few minutes or longer": the instance is rebooted. */
const PROMOTES_WITHIN_MS = 12 * 60_000;
const BETWEEN_LOOKS = { firstMs: 500, mostMs: 5_000 };
/** In these, the instance may still be rebooted. */
const STILL_CHANGING = ['modifying', 'rebooting'];
/** Limit of one look by SQL, milliseconds. */
const LOOK_MS = 2_000;
const REMEDY = 'Look at the instance in RDS, and whether the role of this Lambda may describe and promote it.';
const NOT_POSTGRES = 'Give the identifier of an instance of RDS for PostgreSQL. Aurora is not supported.';

/**
 * The setting of the database instead of the server's, because nobody is a superuser in RDS. It is replicated, so that a
 * promotion takes it away. The engine's role has to own the database.
 */
const fenceOf = (database: string): FenceSql => {
  const alter = `ALTER DATABASE ${quoteIdentifier(database)}`;
  const mayWrite = 'SET default_transaction_read_only = off';
  return {
    close: [mayWrite, `${alter} SET default_transaction_read_only = on`],
    open: [mayWrite, `${alter} RESET default_transaction_read_only`],
    isClosed: `EXISTS (SELECT FROM pg_db_role_setting JOIN pg_database ON setdatabase = pg_database.oid
      WHERE datname = current_database() AND setrole = 0 AND 'default_transaction_read_only=on' = ANY (setconfig))`,
    isKeptBySessions: true,
    // Sessions of AWS are those of a superuser, which nobody else can end. They write nothing there.
    sessions: `backend_type = 'client backend' AND datname = current_database() AND usename <> 'rdsadmin'`,
    // The fence itself is a setting of the database.
    outrankedBy: 'setrole <> 0',
  };
};

/** An instance of Amazon RDS for PostgreSQL, and its read replica in another region. Not Aurora, which replicates otherwise. */
export class RdsDatabase extends SqlDatabase {
  readonly promotesWithinMs = PROMOTES_WITHIN_MS;
  readonly howToFollow =
    'RDS cannot turn it back. Delete the instance with a final snapshot, create a read replica of the other one with the same identifier, and wait until it is available.';

  /** @throws ConfigError for a table that is no identifier, and for a connection without TLS */
  constructor(private readonly rdsOptions: RdsOptions) {
    super(rdsOptions, fenceOf(rdsOptions.database));
  }

  protected override async becomePrimary(deadline: Deadline, mayGoOn: MayGoOn): Promise<void> {
    const before = await this.with(deadline, (client) => this.readRole(client, deadline));
    if (before.isReplica) await this.#promoteInstance(deadline, mayGoOn);
    await this.liftFence(deadline, mayGoOn);
    if (before.isReplica) await this.with(deadline, (client) => this.freeLock(client, before, deadline));
  }

  async #promoteInstance(deadline: Deadline, mayGoOn: MayGoOn): Promise<void> {
    const isBegun = await this.#poll(deadline, async () => {
      const { ReadReplicaSourceDBInstanceIdentifier: source, ...instance } = await this.#describe();
      // Somebody has promoted it, a killed run for example.
      if (source === undefined) return true;
      if (instance.DBInstanceStatus !== 'available') return undefined;
      await mayGoOn();
      return this.#send(instance.BackupRetentionPeriod);
    });
    if (!isBegun) throw new DatabaseError('promote', 'not available in RDS', false, REMEDY);
    if (!(await this.#poll(deadline, () => this.#isSettled()))) {
      throw new DatabaseError('promote', 'not in time', true, REMEDY);
    }
  }

  /** @param keepDays RDS would set one day. @returns `undefined` if the instance is busy, with a backup for example */
  async #send(keepDays: number | undefined): Promise<true | undefined> {
    const { rds, instance } = this.rdsOptions;
    const input = { DBInstanceIdentifier: instance, BackupRetentionPeriod: keepDays };
    try {
      await rds.send(new PromoteReadReplicaCommand(input));
      return true;
    } catch (cause) {
      if (cause instanceof InvalidDBInstanceStateFault) return undefined;
      throw new AwsError('RDS', 'PromoteReadReplica', cause, REMEDY);
    }
  }

  /** Whether it is a primary by its own word, and RDS does not reboot it any more. */
  async #isSettled(): Promise<true | undefined> {
    const { ReadReplicaSourceDBInstanceIdentifier: source, DBInstanceStatus: status = '' } = await this.#describe();
    if (source !== undefined || STILL_CHANGING.includes(status)) return undefined;
    try {
      return (await this.look(LOOK_MS)).isReplica ? undefined : true;
    } catch (error) {
      if (error instanceof DatabaseError && error.retryable) return undefined;
      throw error;
    }
  }

  async #describe(): Promise<DBInstance> {
    const { rds, instance } = this.rdsOptions;
    const { DBInstances } = await rds
      .send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: instance }))
      .catch((cause: unknown) => {
        throw new AwsError('RDS', 'DescribeDBInstances', cause, REMEDY);
      });
    const [found] = DBInstances ?? [];
    if (found?.Engine === 'postgres') return found;
    throw new DatabaseError('promote', `${found?.Engine ?? 'no instance'} in RDS`, false, NOT_POSTGRES);
  }

  /** A call to RDS that may succeed a moment later is made again until the end. */
  #poll(deadline: Deadline, attempt: () => Promise<true | undefined>): Promise<true | undefined> {
    return poll(
      async () => {
        try {
          return await attempt();
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          if (error.retryable) return undefined;
          throw new DatabaseError('promote', (error.cause as Error).name, false, REMEDY, { cause: error });
        }
      },
      { clock: this.rdsOptions.clock, deadline, backOff: BETWEEN_LOOKS },
    );
  }
}
