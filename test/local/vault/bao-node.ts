import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Authority } from '../../helpers/certificates';
import { killGroup, spawnOnLeash } from '../leash';
import { freePort } from './free-port';
import { send } from './send';
import type { Postgres } from '../community/postgres';

export interface BaoNodeOptions {
  readonly folder: string;
  /** Whether the folder goes when this process ends without stopping the node. @default false */
  readonly isOwnFolder?: boolean;
  readonly authority: Authority;
  /** More names in its certificate, by which clients know it. */
  readonly names?: readonly string[];
  /** File of the key that unseals it. */
  readonly sealKey: string;
  /** Where it keeps its data. @default - raft storage in its folder */
  readonly database?: Postgres;
  /** Limit of a call that names none, milliseconds. @default 20000 */
  readonly callTimeoutMs?: number;
  /** Its id in the cluster. @default node-1 */
  readonly id?: string;
  /** @default - a free one */
  readonly port?: number;
  /** Addresses of the other nodes of its cluster. @default - it is alone */
  readonly joins?: readonly string[];
  /** @default - `.venv/bin/bao` under the working directory */
  readonly binary?: string;
}

/** Answer of a node: its status, and its body if there is one. */
export interface NodeAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface NodeCall {
  readonly token?: string;
  readonly body?: object;
  /** @default - `callTimeoutMs` of the node */
  readonly timeoutMs?: number;
}

/** Writes a key of the static seal. */
export function writeSealKey(file: string): string {
  writeFileSync(file, randomBytes(32), { mode: 0o600 });
  return file;
}

const READY_MS = 60_000;

/** A real OpenBao of one node with a static seal, on loopback. It ends with this process. */
export class BaoNode {
  #process: ChildProcess | undefined;
  #log = '';

  private constructor(
    private readonly options: BaoNodeOptions,
    readonly port: number,
  ) {}

  static async start(options: BaoNodeOptions): Promise<BaoNode> {
    mkdirSync(options.folder, { recursive: true });
    const node = new BaoNode(options, options.port ?? (await freePort('127.0.0.1')));
    await node.start();
    return node;
  }

  get address(): string {
    return `https://127.0.0.1:${this.port}`;
  }

  /** Whether anything of its storage is on its disk. */
  get hasData(): boolean {
    return existsSync(join(this.options.folder, 'raft', 'vault.db'));
  }

  /** Everything that it has logged since its data were last deleted. */
  get log(): string {
    return this.#log;
  }

  /** Starts it, unless it runs. */
  async start(): Promise<void> {
    if (this.#isRunning) return;
    const {
      folder,
      isOwnFolder = false,
      database,
      authority,
      names = [],
      sealKey,
      id = 'node-1',
      joins = [],
      binary = process.env['BAO_BINARY'] ?? join('.venv', 'bin', 'bao'),
    } = this.options;
    const file = (name: string): string => join(folder, name);
    const { cert, key } = authority.issue('127.0.0.1', 'localhost', ...names);
    writeFileSync(file('cert.pem'), cert);
    writeFileSync(file('ca.pem'), authority.ca);
    writeFileSync(file('key.pem'), key, { mode: 0o600 });
    if (database === undefined) mkdirSync(file('raft'), { recursive: true });
    const config = {
      storage: database
        ? { postgresql: { connection_url: database.url, ha_enabled: 'true' } }
        : // A single node waits for a leader before it elects itself: five to ten seconds by default.
          {
            raft: {
              path: file('raft'),
              node_id: id,
              performance_multiplier: '1',
              ...(joins.length > 0 && {
                retry_join: joins.map((leader_api_addr) => ({ leader_api_addr, leader_ca_cert_file: file('ca.pem') })),
              }),
            },
          },
      listener: {
        tcp: {
          address: `127.0.0.1:${this.port}`,
          tls_cert_file: file('cert.pem'),
          tls_key_file: file('key.pem'),
        },
      },
      seal: { static: { current_key_id: 'test', current_key: `file://${sealKey}` } },
      api_addr: this.address,
      cluster_addr: `https://127.0.0.1:${this.port + 1}`,
      // Standbys would answer with data from before a restore, and only a raft store is restored.
      ...(database === undefined && { disable_standby_reads: true }),
    };
    writeFileSync(file('config.json'), JSON.stringify(config));
    const server = spawnOnLeash(binary, ['server', `-config=${file('config.json')}`], {
      env: { PATH: process.env['PATH'], HOME: folder },
      ...(isOwnFolder && { folder }),
    });
    const keep = (chunk: Buffer): void => void (this.#log += chunk.toString());
    server.stdout?.on('data', keep);
    server.stderr?.on('data', keep);
    this.#process = server;
    await this.until('it answers', ({ status }) => status !== 0);
  }

  get #isRunning(): boolean {
    return this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  async kill(): Promise<void> {
    const server = this.#process;
    if (server === undefined || !this.#isRunning) return;
    const ended = once(server, 'exit');
    killGroup(server, 'SIGKILL');
    await ended;
  }

  /** Deletes its data, as an instance refresh does. */
  wipe(): void {
    const data = join(this.options.folder, 'raft');
    if (existsSync(data)) rmSync(data, { recursive: true });
    this.#log = '';
  }

  /** The status of `sys/health`; 0 if there is no answer. */
  async health(): Promise<number> {
    return (await this.call('GET', 'sys/health')).status;
  }

  async until(what: string, isSo: (answer: NodeAnswer) => boolean, withinMs = READY_MS): Promise<void> {
    const end = Date.now() + withinMs;
    while (!isSo(await this.call('GET', 'sys/health'))) {
      if (Date.now() > end) throw new Error(`${this.address} was waited for until ${what}:\n${this.#log.slice(-3000)}`);
      await pause(25);
    }
  }

  /** Initialises a new cluster. @returns the root token */
  async initialise(): Promise<string> {
    const { status, body } = await this.call('PUT', 'sys/init', {
      body: { recovery_shares: 1, recovery_threshold: 1 },
      timeoutMs: READY_MS,
    });
    if (status !== 200) throw new Error(`sys/init answered ${status}`);
    await this.until('it is active', (answer) => answer.status === 200);
    return String(body['root_token']);
  }

  /** Calls a path below `/v1/`. A node that gives no answer has status 0. */
  async call(
    method: string,
    path: string,
    { token, body, timeoutMs = this.options.callTimeoutMs ?? 20_000 }: NodeCall = {},
  ): Promise<NodeAnswer> {
    try {
      const answer = await send({
        method,
        url: `${this.address}/v1/${path}`,
        headers: token === undefined ? {} : { 'x-vault-token': token },
        ...(body && { body: JSON.stringify(body) }),
        timeoutMs,
        ca: this.options.authority.ca,
      });
      const text = answer.body.toString();
      return { status: answer.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
    } catch {
      return { status: 0, body: {} };
    }
  }

  /** The same for a call that has to succeed. */
  async must(method: string, path: string, call: NodeCall = {}): Promise<Readonly<Record<string, unknown>>> {
    const { status, body } = await this.call(method, path, call);
    if (status >= 200 && status < 300) return body;
    throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(body['errors'] ?? [])}`);
  }
}
