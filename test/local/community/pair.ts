import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterName } from '../../../functions/shared/contract';
import { createAuthority, type Authority } from '../../helpers/certificates';
import { until } from '../../helpers/until';
import { BaoNode, writeSealKey } from '../vault/bao-node';
import type { PostgresPrograms } from './find-postgres';
import { Postgres } from './postgres';
import { Wire } from './wire';

/** Two real OpenBao clusters of one node each: home on a PostgreSQL primary, away on its streaming replica. */
export interface PostgresPair {
  readonly authority: Authority;
  readonly databases: Readonly<Record<ClusterName, Postgres>>;
  readonly nodes: Readonly<Record<ClusterName, BaoNode>>;
  /** The log that a database sends to the other one, by the database that sends. */
  readonly streams: Readonly<Record<ClusterName, Wire>>;
  readonly rootToken: string;
  /** Ends everything and removes the files. */
  readonly stop: () => Promise<void>;
}

/** @param password of the roles; without one, nobody needs any, and there is no TLS */
export async function startPostgresPair(programs: PostgresPrograms, password?: string): Promise<PostgresPair> {
  const folder = mkdtempSync(join(tmpdir(), 'vault-dr-postgres-'));
  chmodSync(folder, 0o755); // PostgreSQL runs as another user
  const authority = createAuthority();
  const sealKey = writeSealKey(join(folder, 'seal.key'));
  const common = { authority, sealKey, callTimeoutMs: 2_000 };
  const databases: Postgres[] = [];
  const nodes: BaoNode[] = [];
  const wires: Wire[] = [];
  const streamOf = async (database: Postgres): Promise<Wire> => {
    const wire = await Wire.start(database.port);
    wires.push(wire);
    database.streamFrom(wire.port);
    return wire;
  };
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.kill()));
    await Promise.all(databases.map((database) => database.stop('SIGKILL')));
    await Promise.all(wires.map((wire) => wire.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const secured = password === undefined ? undefined : { authority, password };
    const primary = await Postgres.create(programs, join(folder, 'home-db'), secured);
    databases.push(primary);
    const fromHome = await streamOf(primary);
    const home = await BaoNode.start({ folder: join(folder, 'home'), database: primary, ...common });
    nodes.push(home);
    const rootToken = await home.initialise();
    await primary.grantRights();
    const replica = await Postgres.replicaOf(primary, join(folder, 'away-db'));
    databases.push(replica);
    const fromAway = await streamOf(replica);
    const away = await BaoNode.start({ folder: join(folder, 'away'), database: replica, ...common });
    nodes.push(away);
    await away.until('it is a standby', ({ status }) => status === 429);
    // The lock of the active node is renewed every five seconds. Until then a replica cannot say how old its data is.
    await until(async () => (await replica.sql('SELECT pg_last_xact_replay_timestamp()')) !== '');
    return {
      authority,
      databases: { home: primary, away: replica },
      nodes: { home, away },
      streams: { home: fromHome, away: fromAway },
      rootToken,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
