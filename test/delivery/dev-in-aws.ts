import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ROOT } from '../../delivery/paths';
import type { Question } from '../../delivery/apply/ask';
import type { Apply } from '../../delivery/records/records';
import type { Ran } from '../../delivery/run';
import { CONFIGS } from '../../live/environments';
import { startMinistack, type Ministack } from '../local/aws/ministack';
import { PROVIDER_FREE_STACK } from './provider-free-stack';
import { S3Front } from './s3-front';
import { Sandbox } from './sandbox';

const { accountId, state } = CONFIGS.dev;
const TEST_MS = 180_000;

const CONFIG = 'live/dev/config.ts';
/** State bucket of dev in this file. Names of buckets are unique in AWS, and `unlock` looks for processes by them. */
export const BUCKET = `${state.bucket}-${randomUUID().slice(0, 8)}`;

/** A sandbox whose dev has a state bucket in the emulator. A test can let S3 refuse calls. */
export class DevInAws {
  /** Folder in which an apply works, and in which it leaves what could not be saved. */
  readonly kept: string;
  /** Variables of the commands in one test. */
  variables: Record<string, string> = {};
  private version = 0;

  private constructor(
    readonly work: string,
    private readonly aws: Ministack,
    readonly s3: S3Front,
    readonly team: Sandbox,
  ) {
    this.kept = join(work, 'state-home', 'cdktf-vault-dr');
  }

  static async start(): Promise<DevInAws> {
    const work = mkdtempSync(join(realpathSync(tmpdir()), 'vault-dr-dev-'));
    const aws = await startMinistack({ directory: work, environment: {} });
    const s3 = await S3Front.start(aws.url);
    const team = Sandbox.create({
      env: {
        // The emulator takes an access key of twelve digits for the account of that number.
        AWS_ACCESS_KEY_ID: accountId,
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_ENDPOINT_URL: s3.url,
        AWS_PROFILE: undefined,
        AWS_SESSION_TOKEN: undefined,
        AWS_EC2_METADATA_DISABLED: 'true',
        TF_CLI_ARGS_init: '-backend-config=use_path_style=true',
        XDG_STATE_HOME: join(work, 'state-home'),
      },
      files: {
        'live/shared/environment-stack.ts': PROVIDER_FREE_STACK,
        [CONFIG]: readFileSync(join(ROOT, CONFIG), 'utf8').replace(state.bucket, BUCKET),
      },
    });
    team.publish();
    return new DevInAws(work, aws, s3, team);
  }

  async stop(): Promise<void> {
    await this.s3.stop();
    await this.aws.stop();
    this.team.remove();
    rmSync(this.work, { recursive: true, force: true });
  }

  deliver(command: string, ...args: string[]): Promise<Ran> {
    return this.team.deliver(command, ['--env', 'dev', ...args], this.variables);
  }

  /** @returns what the command prints */
  async succeed(command: string, ...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.deliver(command, ...args);
    expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: '' });
    return stdout;
  }

  /** Runs an apply that a person has to allow. @returns what is asked */
  async ask(...args: string[]): Promise<Question> {
    const { code, stderr } = await this.deliver('apply', ...args);
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining('a person has to allow it') as string,
    });
    return JSON.parse(readFileSync(join(this.team.folder, 'out/apply/dev/ask.json'), 'utf8')) as Question;
  }

  /** @returns the error message */
  async fail(command: string, ...args: string[]): Promise<string> {
    const { code, stderr } = await this.deliver(command, ...args);
    expect({ command, code }).toEqual({ command, code: 1 });
    return stderr.trim();
  }

  /** Commits a change: the stack has the version of the working tree. @returns the commit */
  change(): string {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as object;
    const version = `0.3.0-next.${++this.version}`;
    const text = `${JSON.stringify({ ...manifest, version }, undefined, 2)}\n`;
    // The version alone belongs to no environment.
    return this.team.commit({ 'package.json': text, 'live/dev/change.txt': version }, 'build: change');
  }

  /** Merges a change. */
  merge(): void {
    this.change();
    this.team.push();
  }

  /** Reviews the content that is checked out. @returns the digest */
  async review(): Promise<string> {
    await this.succeed('synth');
    const said = await this.succeed('review', '--change', 'out/synth/dev/stacks/vault-dr-dev');
    return /digest `(\w{64})`/.exec(said)?.[1] ?? '';
  }

  /** Brings a change to dev as the pipeline does. */
  async applyChange(): Promise<void> {
    this.merge();
    await this.review();
    await this.succeed('apply');
  }

  /** @returns the keys in the state bucket that begin with a prefix */
  async keys(prefix: string): Promise<string[]> {
    const client = this.client();
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix }));
    client.destroy();
    return Contents.map(({ Key = '' }) => Key).sort();
  }

  /** @returns an object of the state bucket */
  async read(key: string): Promise<string> {
    const client = this.client();
    const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    const text = (await Body?.transformToString()) ?? '';
    client.destroy();
    return text;
  }

  async write(key: string, text: string): Promise<void> {
    const client = this.client();
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: text }));
    client.destroy();
  }

  /** @returns the newest record of an apply */
  async lastApply(): Promise<Apply> {
    const [key = ''] = (await this.keys('evidence/applies/')).slice(-1);
    return JSON.parse(await this.read(key)) as Apply;
  }

  /** @returns the address of the emulator */
  get url(): string {
    return this.aws.url;
  }

  client(): S3Client {
    return new S3Client({
      region: state.region,
      endpoint: this.aws.url,
      forcePathStyle: true,
      credentials: { accessKeyId: accountId, secretAccessKey: 'test' },
    });
  }

  /** A file in the sandbox. */
  has = (path: string): boolean => existsSync(join(this.team.folder, path));
}

/** Starts one for all tests of a file, with a state bucket. @param prepare what else is there before the first test */
export function shareDev(prepare: (dev: DevInAws) => Promise<unknown> = () => Promise.resolve()): {
  readonly current: DevInAws;
} {
  jest.setTimeout(TEST_MS);
  let dev: DevInAws | undefined;
  beforeAll(async () => {
    dev = await DevInAws.start();
    await dev.succeed('bootstrap');
    await prepare(dev);
  }, TEST_MS);
  afterAll(() => dev?.stop());
  return {
    get current() {
      if (!dev) throw new Error('dev has not started yet: use it only in tests and hooks');
      return dev;
    },
  };
}

/** Lets the first test begin with applied resources. */
export const applyOnce = (dev: DevInAws): Promise<void> => dev.applyChange();
