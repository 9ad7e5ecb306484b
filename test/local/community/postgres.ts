import { execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chownSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { postgresStorage } from '../../../modules/cluster/storage/postgres';
import type { Authority } from '../../helpers/certificates';
import { killGroup, spawnOnLeash } from '../leash';
import { freePort } from '../vault/free-port';
import type { PostgresPrograms } from './find-postgres';
import { pageOfPostgres } from './page-of-postgres';

const run = promisify(execFile);
const READY_MS = 60_000;

/** Name of the database, and of the role with which OpenBao uses it. */
export const DATABASE = 'openbao';
/** Role of the engine. */
export const ENGINE_ROLE = 'vault_dr';
/** Role of a replica, and of pg_rewind. */
const REPLICA_ROLE = 'vault_replica';
const SUPERUSER = 'postgres';
const LOOPBACK = '127.0.0.0/8';
/** Two addresses, because two servers on one machine would have the same. */
const HOSTS = ['127.0.0.1', '127.0.0.2'];

/** TLS, and a password for the roles of OpenBao and of the engine. A password of a superuser is never asked for. */
export interface Secured {
  readonly authority: Authority;
  readonly password: string;
}

/** What the page allows comes first. Without it, the lines of initdb would trust these roles. */
const otherwise = `host all ${DATABASE},${ENGINE_ROLE},${REPLICA_ROLE} all reject\nhost replication ${REPLICA_ROLE} all reject`;

/** A PostgreSQL on loopback, with its data in a folder of its own. It ends with this process. */
export class Postgres {
  #process: ChildProcess | undefined;
  #said = '';
  #streamPort: number | undefined;

  private constructor(
    private readonly programs: PostgresPrograms,
    private readonly folder: string,
    readonly port: number,
    private readonly secured: Secured | undefined,
  ) {}

  /** Creates and starts a primary. @param secured without it, everybody is trusted without TLS */
  static async create(programs: PostgresPrograms, folder: string, secured?: Secured): Promise<Postgres> {
    const server = await Postgres.#in(programs, folder, secured);
    await server.#program('initdb', ['-D', server.#data, '-U', SUPERUSER, '--auth=trust', '--no-sync', '-E', 'UTF8']);
    if (secured) {
      const file = join(server.#data, 'pg_hba.conf');
      writeFileSync(file, [server.#page.accessFrom(LOOPBACK), otherwise, readFileSync(file, 'utf8')].join('\n'));
    }
    await server.start();
    for (const sql of server.#page.roles) await server.sql(sql, SUPERUSER);
    return server;
  }

  /** Creates and starts a replica that streams from this one. */
  static async replicaOf(primary: Postgres, folder: string): Promise<Postgres> {
    const server = await Postgres.#in(primary.programs, folder, primary.secured);
    await server.#byHand(server.#page.copy, primary);
    await server.start();
    return server;
  }

  static async #in(programs: PostgresPrograms, folder: string, secured?: Secured): Promise<Postgres> {
    mkdirSync(folder, { mode: 0o755 });
    const server = new Postgres(programs, folder, await freePort('127.0.0.1'), secured);
    server.#own(folder);
    if (secured) {
      const { cert, key } = secured.authority.issue(...HOSTS);
      server.#write('server.crt', cert);
      server.#write('server.key', key);
      server.#write('pgpass', `*:*:*:${REPLICA_ROLE}:${secured.password}\n`);
      writeFileSync(join(folder, 'ca.pem'), secured.authority.ca);
      const line = ['127.0.0.1', server.port, DATABASE, DATABASE, secured.password].join(':');
      writeFileSync(join(folder, 'login'), `${line}\n`, { mode: 0o600 });
    }
    return server;
  }

  /** A file that PostgreSQL alone may read, as it demands. */
  #write(name: string, text: string): void {
    const file = join(this.folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    this.#own(file);
  }

  #own(path: string): void {
    const { user } = this.programs;
    if (user) chownSync(path, user.uid, user.gid);
  }

  /** What follows it from now on reaches it here, so that the stream can be cut without the clients. */
  streamFrom(port: number): void {
    this.#streamPort = port;
  }

  async grantRights(): Promise<void> {
    for (const sql of this.#page.rights) await this.sql(sql);
  }

  get url(): string {
    const address = `postgres://${DATABASE}@127.0.0.1:${this.port}/${DATABASE}`;
    if (!this.secured) return `${address}?sslmode=disable`;
    // As a node of a cluster with `postgresStorage` has it.
    const { stanza } = postgresStorage({
      host: '127.0.0.1',
      port: this.port,
      database: DATABASE,
      user: DATABASE,
      password: { secretArn: '' },
      cidrs: [],
    }).bind(undefined as never, { product: 'openbao' } as never);
    const [, url = ''] = /connection_url = "([^"]*)"/.exec(stanza) ?? [];
    return url
      .replace('{{root}}/etc/vault.d/database-ca.pem', join(this.folder, 'ca.pem'))
      .replace('{{root}}/etc/vault.d/database-login', join(this.folder, 'login'));
  }

  async start(): Promise<void> {
    const settings = {
      port: String(this.port),
      listen_addresses: HOSTS.join(','),
      unix_socket_directories: this.folder,
      wal_level: 'replica',
      hot_standby: 'on',
      // A rewind reads the log back to the last checkpoint before the databases parted.
      wal_keep_size: '2GB',
      wal_log_hints: 'on',
      max_connections: '60',
      shared_buffers: '16MB',
      ...(this.secured && {
        ssl: 'on',
        ssl_cert_file: join(this.folder, 'server.crt'),
        ssl_key_file: join(this.folder, 'server.key'),
      }),
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = this.#spawn('postgres', ['-D', this.#data, ...options]);
    server.stderr?.on('data', (chunk: Buffer) => (this.#said = (this.#said + chunk.toString()).slice(-4000)));
    this.#process = server;
    const until = Date.now() + READY_MS;
    while (!(await this.#isReady())) {
      if (server.exitCode !== null || Date.now() > until) throw new Error(`PostgreSQL did not start: ${this.#said}`);
      await pause(20);
    }
  }

  /** `SIGINT`: a fast shutdown that sends everything to the replica first. `SIGKILL`: a crash. */
  async stop(signal: 'SIGINT' | 'SIGKILL' = 'SIGINT'): Promise<void> {
    const server = this.#process;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    if (signal === 'SIGKILL') killGroup(server, signal);
    else process.kill(server.pid as number, signal);
    await ended;
    this.#process = undefined;
  }

  /** Makes this stopped old primary a replica of the new one, as an operator would. */
  async followAfterRewind(primary: Postgres): Promise<void> {
    await this.stop();
    // A server that crashed has to recover once before it can be rewound; pg_rewind does that itself.
    await this.#byHand(this.#page.rewind, primary);
    await this.start();
  }

  /** What somebody in a hurry does: a replica by its settings alone, whose data may be ahead on a line of their own. */
  async followWithoutRewind(primary: Postgres): Promise<void> {
    await this.stop();
    writeFileSync(join(this.#data, 'standby.signal'), '');
    this.#own(join(this.#data, 'standby.signal'));
    const source = `host=127.0.0.1 port=${primary.#sendsAt} user=${SUPERUSER}`;
    appendFileSync(join(this.#data, 'postgresql.conf'), `primary_conninfo = '${source}'\n`);
    await this.start();
  }

  /** Makes it a replica by a new copy, whatever state its own data are in. */
  async followAfterCopy(primary: Postgres): Promise<void> {
    await this.stop('SIGKILL');
    rmSync(this.#data, { recursive: true, force: true });
    await this.#byHand(this.#page.copy, primary);
    await this.start();
  }

  /** Runs SQL in psql, for a test that looks by itself. */
  async sql(text: string, database = DATABASE): Promise<string> {
    const { stdout } = await this.#program('psql', [...this.#connection, '-d', database, '-Atqc', text]);
    return stdout.trim();
  }

  get #data(): string {
    return join(this.folder, 'data');
  }

  get #connection(): string[] {
    return ['-h', '127.0.0.1', '-p', String(this.port), '-U', SUPERUSER];
  }

  /** What docs/community-postgres.md says. */
  get #page(): ReturnType<typeof pageOfPostgres> {
    return pageOfPostgres(this.secured?.password ?? 'nobody needs it');
  }

  /** Runs commands of the page on this server, as its user. */
  async #byHand(commands: string, primary: Postgres): Promise<void> {
    const { folder, user } = this.programs;
    const ssl = this.secured ? `sslmode=verify-full sslrootcert=${join(this.folder, 'ca.pem')}` : 'sslmode=disable';
    const env = {
      ...this.#env,
      PATH: [folder, process.env['PATH']].join(delimiter),
      PGDATA: this.#data,
      PRIMARY: `host=127.0.0.1 port=${primary.#sendsAt} ${ssl}`,
    };
    await run('bash', ['--norc', '-euo', 'pipefail', '-c', commands], { cwd: this.folder, env, ...user });
  }

  get #sendsAt(): number {
    return this.#streamPort ?? this.port;
  }

  async #isReady(): Promise<boolean> {
    return this.#program('pg_isready', [...this.#connection, '-t', '1']).then(
      () => true,
      () => false,
    );
  }

  #program(name: string, args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
    const { folder, user } = this.programs;
    return run(join(folder, name), args, { cwd: this.folder, env: this.#env, ...user });
  }

  #spawn(name: string, args: readonly string[]): ChildProcess {
    const { folder, user } = this.programs;
    const program = join(folder, name);
    const options = { env: this.#env, cwd: this.folder };
    if (user === undefined) return spawnOnLeash(program, args, options);
    const become = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--'];
    return spawnOnLeash('setpriv', [...become, program, ...args], options);
  }

  get #env(): NodeJS.ProcessEnv {
    const passwords = this.secured && { PGPASSFILE: join(this.folder, 'pgpass') };
    return { PATH: process.env['PATH'], LC_ALL: 'C', PGCONNECT_TIMEOUT: '5', ...passwords };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
