import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority, type Authority } from '../../helpers/certificates';
import { until } from '../../helpers/until';
import { killGroup, spawnOnLeash } from '../leash';
import { freePort } from '../vault/free-port';
import { send } from '../vault/send';

/** One real OpenBao with integrated storage, TLS and a seal that opens by itself, not initialised. */
export interface RaftNode {
  /** `https://127.0.0.1:port`. */
  readonly address: string;
  /** PEM for a client's `ca`. */
  readonly ca: string;
  /** Signs the certificate of the listener, and those of clients. */
  readonly authority: Authority;
  /** Makes it the only node of a new cluster, without PGP. @returns the root token */
  readonly init: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

const CALL_MS = 20_000;

/** Starts the node on loopback. It ends with {@link RaftNode.stop} and with this process. */
export async function startRaftNode(authority = createAuthority()): Promise<RaftNode> {
  const folder = mkdtempSync(join(tmpdir(), 'vault-dr-raft-'));
  const port = await freePort('127.0.0.1');
  const address = `https://127.0.0.1:${port}`;
  const config = writeFiles(folder, authority, port);
  const child = spawnOnLeash(
    process.env['BAO_BINARY'] ?? join('.venv', 'bin', 'bao'),
    ['server', `-config=${config}`],
    {
      env: { PATH: process.env['PATH'], HOME: folder },
      folder,
    },
  );
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
  const ask = async (method: string, path: string, body?: object): Promise<{ status: number; text: string }> => {
    const answer = await send({
      method,
      url: `${address}/v1/${path}`,
      ca: authority.ca,
      timeoutMs: CALL_MS,
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, text: answer.body.toString() };
  };
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      killGroup(child, 'SIGKILL');
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const statusOf = (): Promise<number> =>
    ask('GET', 'sys/health').then(
      ({ status }) => status,
      () => 0,
    );
  await until(
    async () => (await statusOf()) === 501,
    () => `OpenBao does not answer; it said: ${said}`,
  );
  return {
    address,
    ca: authority.ca,
    authority,
    init: async () => {
      const { status, text } = await ask('PUT', 'sys/init', { recovery_shares: 1, recovery_threshold: 1 });
      if (status !== 200) throw new Error(`sys/init answered ${status}`);
      await until(
        async () => (await statusOf()) === 200,
        () => `OpenBao does not become active; it said: ${said}`,
      );
      return (JSON.parse(text) as { root_token: string }).root_token;
    },
    stop,
  };
}

/** @returns the path of the configuration */
function writeFiles(folder: string, authority: Authority, port: number): string {
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const { cert, key } = authority.issue('127.0.0.1', 'localhost');
  mkdirSync(join(folder, 'data'));
  return file(
    'bao.hcl',
    `
storage "raft" {
  path = "${join(folder, 'data')}"
  node_id = "node-1"
}
listener "tcp" {
  address = "127.0.0.1:${port}"
  tls_cert_file = "${file('cert.pem', cert)}"
  tls_key_file = "${file('key.pem', key)}"
}
seal "static" {
  current_key_id = "1"
  current_key = "${randomBytes(32).toString('hex')}"
}
api_addr = "https://127.0.0.1:${port}"
cluster_addr = "https://127.0.0.1:${port + 1}"
`,
  );
}
