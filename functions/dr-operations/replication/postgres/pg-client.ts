import { ConfigError } from '../../../shared/errors';
import type { ServerOptions } from './sql-database';

export type Row = Readonly<Record<string, unknown>>;

/** One connection. */
export interface Client {
  query(sql: string, values: readonly unknown[], timeoutMs: number): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/** The part of the npm package `pg` that is used. It is loaded only where PostgreSQL is. */
interface PgModule {
  readonly Client: new (options: Readonly<Record<string, unknown>>) => PgClient;
}

interface PgClient {
  connect(): Promise<void>;
  query(query: {
    readonly text: string;
    readonly values: readonly unknown[];
    readonly query_timeout: number;
  }): Promise<{ readonly rows: readonly Row[] }>;
  end(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): void;
}

/** Longest wait for a connection to say goodbye. */
const CLOSE_MS = 500;

/** Opens a connection. */
export async function openClient(options: ServerOptions, timeoutMs: number): Promise<Client> {
  const { host, port, database, user, password, tls = {} } = options;
  const client = new (loadPg().Client)({
    ...{ host, port, database, user },
    ...(password && { password: password.reveal() }),
    // Without the host, the certificate of an address would have to be that of localhost.
    ssl: tls && { rejectUnauthorized: true, host, ...tls },
    application_name: 'vault-dr',
    connectionTimeoutMillis: timeoutMs,
    keepAlive: true,
  });
  // An idle connection that breaks must not end the process. The next query on it fails.
  client.on('error', () => undefined);
  const close = async (): Promise<void> => {
    const ended = client.end().catch(() => undefined);
    await Promise.race([ended, new Promise<void>((resolve) => setTimeout(resolve, CLOSE_MS).unref())]);
  };
  try {
    await client.connect();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    query: async (text, values, query_timeout) => (await client.query({ text, values, query_timeout })).rows,
    close,
  };
}

function loadPg(): PgModule {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- only for those who use PostgreSQL
    return require('pg') as PgModule;
  } catch (cause) {
    throw new ConfigError('The npm package pg is not installed', 'Install it beside this package.', { cause });
  }
}
