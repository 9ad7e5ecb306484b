import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { CONFIGS } from '../../../live/environments';
import { startMinistack, type Ministack } from '../../local/aws/ministack';
import { DELIVER, Sandbox } from '../sandbox';

jest.setTimeout(240_000);

/** One more than the number of things that bootstrap makes. */
const MAX_RUNS = 30;
const { accountId, state } = CONFIGS.dev;

/** Whether a call changes something: S3 by its method, KMS and IAM by the name of the action. */
const isWrite = ({ method, headers }: IncomingMessage, body: string): boolean =>
  method === 'PUT' || /(\.|Action=)(Create|Put|Update|Enable)/.test(`${String(headers['x-amz-target'])} ${body}`);

describe('a bootstrap that is killed', () => {
  const directory = mkdtempSync(join(tmpdir(), 'vault-dr-killed-'));
  let aws: Ministack;
  let front: Server;
  let team: Sandbox;
  /** Is killed when its first write has reached AWS, before it gets the answer. */
  let victim: ChildProcess | undefined;

  beforeAll(async () => {
    aws = await startMinistack({ directory, environment: {} });
    team = Sandbox.create();
    front = createServer((incoming, response) => void pass(incoming, response).catch(() => response.destroy()));
    front.listen(0, '127.0.0.1');
    await once(front, 'listening');
  });

  afterAll(async () => {
    front.closeAllConnections();
    front.close();
    await aws.stop();
    team.remove();
    rmSync(directory, { recursive: true, force: true });
  });

  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const headers = Object.fromEntries(Object.entries(incoming.headers).filter(([name]) => name !== 'connection'));
    const answer = await fetch(`${aws.url}${incoming.url}`, {
      method: incoming.method ?? 'GET',
      headers: headers as Record<string, string>,
      ...(body.length > 0 && { body }),
    });
    const text = Buffer.from(await answer.arrayBuffer());
    if (isWrite(incoming, body.toString())) {
      victim?.kill('SIGKILL');
      victim = undefined;
    }
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/xml' });
    response.end(text);
  }

  async function bootstrap(): Promise<{ readonly signal: NodeJS.Signals | null; readonly output: string }> {
    const env = {
      ...process.env,
      AWS_ACCESS_KEY_ID: accountId,
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
    const child = spawn(process.execPath, [...DELIVER, 'bootstrap', '--env', 'dev'], { cwd: team.folder, env });
    victim = child;
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
    const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return { signal, output };
  }

  it('after each of its writes is run again until nothing is missing', async () => {
    const runs = [await bootstrap()];
    while (runs.at(-1)?.signal === 'SIGKILL' && runs.length < MAX_RUNS) runs.push(await bootstrap());
    expect(runs.at(-1)).toEqual({ signal: null, output: 'dev needs no change\n' });
    // The key, its alias and its rotation, the bucket and five settings, and two roles with two policies each. A new
    // bucket blocks public access already.
    expect(runs).toHaveLength(3 + 6 + 6 + 1);
  });

  it('leaves no second key', async () => {
    const kms = new KMSClient({
      region: state.region,
      endpoint: aws.url,
      credentials: { accessKeyId: accountId, secretAccessKey: 'test' },
    });
    expect((await kms.send(new ListKeysCommand({}))).Keys).toHaveLength(1);
    kms.destroy();
  });
});
