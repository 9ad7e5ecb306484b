import type { BaoNode } from '../vault/bao-node';
import { DATABASE, type Postgres } from './postgres';

const MOUNT = 'database';
const ROLE = 'application';

/** A user that OpenBao made in a real database, and the lease that ends it. */
export interface DatabaseUser {
  readonly name: string;
  readonly leaseId: string;
}

/** The PostgreSQL secrets engine of a cluster, with a real database behind it. */
export class DatabaseUsers {
  constructor(
    private readonly database: Postgres,
    private readonly token: string,
  ) {}

  /** Sets the engine up on a cluster that serves. @param ttl of a lease that nobody renews, for example `5s` */
  async enable(node: BaoNode, ttl: string): Promise<void> {
    const as = (body: object) => ({ token: this.token, body });
    await node.must('POST', `sys/mounts/${MOUNT}`, as({ type: 'database' }));
    await node.must(
      'POST',
      `${MOUNT}/config/postgres`,
      as({
        plugin_name: 'postgresql-database-plugin',
        allowed_roles: ROLE,
        connection_url: `postgresql://{{username}}:{{password}}@127.0.0.1:${this.database.port}/${DATABASE}?sslmode=disable`,
        username: 'postgres',
        password: 'not-asked-for-on-loopback',
      }),
    );
    const creation = `CREATE ROLE "{{name}}" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}'`;
    await node.must(
      'POST',
      `${MOUNT}/roles/${ROLE}`,
      as({ db_name: 'postgres', creation_statements: [creation], default_ttl: ttl, max_ttl: '24h' }),
    );
  }

  async create(node: BaoNode): Promise<DatabaseUser> {
    const answer = await node.must('GET', `${MOUNT}/creds/${ROLE}`, { token: this.token });
    const { username } = answer['data'] as { readonly username: string };
    return { name: username, leaseId: String(answer['lease_id']) };
  }

  /** @returns seconds until the lease ends */
  async renew(node: BaoNode, { leaseId }: DatabaseUser, seconds: number): Promise<number> {
    const body = { lease_id: leaseId, increment: seconds };
    const answer = await node.must('POST', 'sys/leases/renew', { token: this.token, body });
    return Number(answer['lease_duration']);
  }

  /** Whether the database knows the user. */
  async exists({ name }: DatabaseUser): Promise<boolean> {
    return (await this.database.sql(`SELECT count(*) FROM pg_roles WHERE rolname = '${name}'`)) === '1';
  }
}
