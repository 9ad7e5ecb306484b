import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../helpers/until';
import { startRaftNode, type RaftNode } from '../../local/cluster/raft-node';
import { CTRL_C, startCli, type RunningCli } from '../run-cli';
import { startFront, type Front, type FrontOptions } from './front';

jest.setTimeout(120_000);

let node: RaftNode;
let front: Front;
let folder: string;

beforeEach(async () => {
  node = await startRaftNode();
  folder = mkdtempSync(join(tmpdir(), 'init-'));
  writeFileSync(join(folder, 'ca.pem'), node.ca);
});
afterEach(async () => {
  await front.stop();
  await node.stop();
  rmSync(folder, { recursive: true });
});

async function startInit(options: FrontOptions, { tty = false } = {}): Promise<RunningCli> {
  front = await startFront(node, options);
  const args = ['init', '--address', front.address, '--ca-file', 'ca.pem', '--plain-keys-to', 'keys.json', '--yes'];
  return startCli(args, { cwd: folder, tty });
}

const filesHere = (): string[] => readdirSync(folder).sort();

describe('vault-dr init through a network that fails', () => {
  it('says that the keys are lost when the answer is, sends nothing again, and leaves no empty file', async () => {
    const { code, stderr } = await (await startInit({ fault: 'lose-answer' })).finished;
    expect(code).toBe(3);
    expect(stderr).toContain('is initialised, but its keys are lost');
    expect(stderr).toContain('delete their data');
    expect(front.initRequests()).toBe(1);
    expect(filesHere()).toEqual(['ca.pem']);
  });

  it('says that nobody knows when the request may have been lost, and how to find out', async () => {
    const { code, stderr } = await (await startInit({ fault: 'lose-request' })).finished;
    expect(code).toBe(4);
    expect(stderr).toContain('It is not known whether');
    expect(stderr).toContain('with the same command and --dry-run');
    expect(front.initRequests()).toBe(1);
    expect(filesHere()).toEqual(['ca.pem']);
  });

  it('sends nothing where one of several nodes is initialised', async () => {
    const { code, stdout } = await (await startInit({ otherNodeAt: 7 })).finished;
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Nothing to do') as string });
    expect(front.initRequests()).toBe(0);
    expect(filesHere()).toEqual(['ca.pem']);
  });

  it('writes the keys although Ctrl-C was pressed while Vault made them', async () => {
    const cli = await startInit({ fault: 'delay-answer' }, { tty: true });
    await until(() => front.initRequests() === 1);
    cli.type(CTRL_C);
    await cli.shows('Ctrl-C is ignored');
    expect((await cli.finished).code).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8'))).toHaveProperty('rootToken');
  });

  it('fails, and leaves no file, where nothing listens', async () => {
    front = await startFront(node, {});
    const args = ['init', '--address', 'https://127.0.0.1:1', '--ca-file', 'ca.pem', '--plain-keys-to', 'k', '--yes'];
    const { code, stderr } = await startCli(args, { cwd: folder }).finished;
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('gave no answer') as string });
    expect(filesHere()).toEqual(['ca.pem']);
  });
});
