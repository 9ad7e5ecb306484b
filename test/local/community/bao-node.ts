import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Authority } from '../../helpers/certificates';
import { killGroup, spawnOnLeash } from '../leash';
import { freePort } from '../vault/free-port';
import { send } from '../vault/send';
import type { Postgres } from './postgres';

export interface BaoNodeOptions {
  readonly folder: string;
  readonly database: Postgres;
  readonly authority: Authority;
  /** File of the key that unseals every node. */
  readonly sealKey: string;
  /** @default - `.venv/bin/bao` under the working directory */
  readonly binary?: string;
}

/** Answer of a node: its status, and its body if there is one. */
export interface NodeAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Writes the key with which all nodes of both clusters unseal. */
export function writeSealKey(folder: string): string {
  const file = join(folder, 'seal.key');
  writeFileSync(file, randomBytes(32), { mode: 0o600 });
  return file;
}

/** One OpenBao node that keeps its data in PostgreSQL. It ends with this process. */
export class BaoNode {
  #process: ChildProcess | undefined;
  #log = '';

  private constructor(
    private readonly options: BaoNodeOptions,
    readonly port: number,
  ) {}

  static async start(options: BaoNodeOptions): Promise<BaoNode> {
    mkdirSync(options.folder);
    const node = new BaoNode(options, await freePort('127.0.0.1'));
    await node.start();
    return node;
  }

  get address(): string {
    return `https://127.0.0.1:${this.port}`;
  }

  /** Everything that it has logged. */
  get log(): string {
    return this.#log;
  }

  async start(): Promise<void> {
    const { folder, database, authority, sealKey, binary = join(process.cwd(), '.venv', 'bin', 'bao') } = this.options;
    const { cert, key } = authority.issue('127.0.0.1');
    const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem'), config: join(folder, 'config.json') };
    writeFileSync(files.cert, cert);
    writeFileSync(files.key, key, { mode: 0o600 });
    const config = {
      storage: { postgresql: { connection_url: database.url, ha_enabled: 'true' } },
      listener: { tcp: { address: `127.0.0.1:${this.port}`, tls_cert_file: files.cert, tls_key_file: files.key } },
      seal: { static: { current_key_id: 'test', current_key: `file://${sealKey}` } },
      api_addr: this.address,
      cluster_addr: `https://127.0.0.1:${this.port + 1}`,
    };
    writeFileSync(files.config, JSON.stringify(config));
    const server = spawnOnLeash(binary, ['server', `-config=${files.config}`], {
      env: { PATH: process.env['PATH'], HOME: folder },
    });
    const keep = (chunk: Buffer): void => void (this.#log += chunk.toString());
    server.stdout?.on('data', keep);
    server.stderr?.on('data', keep);
    this.#process = server;
    await this.until('it answers', ({ status }) => status !== 0);
  }

  async kill(): Promise<void> {
    const server = this.#process;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    killGroup(server, 'SIGKILL');
    await ended;
  }

  /** The status of `sys/health`; 0 if there is no answer. */
  async health(): Promise<number> {
    return (await this.call('GET', 'sys/health')).status;
  }

  async until(what: string, isSo: (answer: NodeAnswer) => boolean, withinMs = 60_000): Promise<void> {
    const end = Date.now() + withinMs;
    while (!isSo(await this.call('GET', 'sys/health'))) {
      if (Date.now() > end)
        throw new Error(`The node ${this.address} was waited for until ${what}:\n${this.#log.slice(-3000)}`);
      await pause(25);
    }
  }

  /** Initialises the store of a new cluster. @returns the root token */
  async initialise(): Promise<string> {
    const { status, body } = await this.call('PUT', 'sys/init', {
      body: { recovery_shares: 1, recovery_threshold: 1 },
    });
    if (status !== 200) throw new Error(`sys/init answered ${status}`);
    await this.until('it is active', (answer) => answer.status === 200);
    return String(body['root_token']);
  }

  /** Calls a path below `/v1/`. A node that gives no answer has status 0. */
  async call(
    method: string,
    path: string,
    { token, body, timeoutMs = 2_000 }: { token?: string; body?: object; timeoutMs?: number } = {},
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
}
