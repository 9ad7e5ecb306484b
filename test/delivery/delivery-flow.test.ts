import { appendFileSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectVersionsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { ROOT } from '../../delivery/paths';
import type { Ran } from '../../delivery/run';
import { CONFIGS, type EnvironmentName } from '../../live/environments';
import { startMinistack, type Ministack } from '../local/aws/ministack';
import { NpmRegistry } from './npm-registry';
import { PROVIDER_FREE_STACK } from './provider-free-stack';
import { Sandbox } from './sandbox';

jest.setTimeout(300_000);

/** What the steps of {@link makeHistory} printed, and which releases were deployed after them. */
interface History {
  /** Output of the first `bootstrap` of an environment, and of a second one. */
  readonly bootstraps: Readonly<Record<'stage' | 'prod', readonly [first: string, second: string]>>;
  /** Output of the promotion of 0.2.0 to stage. */
  readonly promotion: string;
  /** What the author of 0.2.0 hears who approves its promotion to prod. */
  readonly refusal: string;
  readonly afterPromotionToStage: Versions;
  readonly afterPromotionToProd: Versions;
}

interface Versions {
  readonly stage: string;
  readonly prod: string;
}

const work = mkdtempSync(join(realpathSync(tmpdir()), 'vault-dr-flow-'));
let registry: NpmRegistry;
let aws: Ministack;
let team: Sandbox;
let history: History;
/** The commit at the end of the history. */
let end: string;

/** The emulator takes an access key of twelve digits for the account of that number. */
const login = (environment: EnvironmentName): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: CONFIGS[environment].accountId,
  AWS_SECRET_ACCESS_KEY: 'test',
});

const deliver = (command: string, environment: EnvironmentName, ...args: string[]): Promise<Ran> =>
  team.deliver(command, ['--env', environment, ...args], login(environment));

/** @returns what the command prints */
async function succeed(command: string, environment: EnvironmentName, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await deliver(command, environment, ...args);
  expect({ command, environment, code, stderr }).toEqual({ command, environment, code: 0, stderr: '' });
  return stdout;
}

/** @returns the first line of the error message; only Terraform's own words may follow it */
async function fail(command: string, environment: EnvironmentName, ...args: string[]): Promise<string> {
  const { code, stderr } = await deliver(command, environment, ...args);
  expect(code).toBe(1);
  return explanationOf(stderr);
}

function explanationOf(stderr: string): string {
  const [explanation = '', ...more] = stderr.trim().split('\n');
  expect(more.slice(0, 2)).toEqual(more.length === 0 ? [] : ['', expect.stringMatching(/^Error: /)]);
  return explanation;
}

/** Merges and reviews what is checked out, as the pipeline does. @returns the digest */
async function review(environment: EnvironmentName): Promise<string> {
  team.push();
  await succeed('synth', environment);
  const stack = `out/synth/${environment}/stacks/vault-dr-${environment}`;
  return /digest `(\w{64})`/.exec(await succeed('review', environment, '--change', stack))?.[1] ?? '';
}

/** Brings what is checked out to an environment. Somebody else approves it for prod. */
async function deploy(environment: EnvironmentName): Promise<void> {
  const digest = await review(environment);
  const approval = environment === 'prod' ? ['--approved', digest, '--approver', 'example-approver'] : [];
  await succeed('apply', environment, ...approval);
}

async function release(version: string): Promise<void> {
  team.push();
  const { code, stdout, stderr } = await team.deliver('release');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(`v${version}`);
}

async function promote(from: EnvironmentName, to: EnvironmentName): Promise<string> {
  const { code, stdout, stderr } = await team.deliver('promote', ['--from', from, '--to', to]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  team.commit({}, `build(live): promote to ${to}`);
  return stdout;
}

async function deployedVersion(environment: EnvironmentName): Promise<string> {
  await succeed('output', environment);
  const file = join(team.folder, 'out', 'outputs', `${environment}.json`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: { value: string } }).version.value;
}

const deployedVersions = async (): Promise<Versions> => ({
  stage: await deployedVersion('stage'),
  prod: await deployedVersion('prod'),
});

/** Creates the state buckets, and brings two releases to stage and prod. */
async function makeHistory(): Promise<History> {
  const bootstrapTwice = async (environment: EnvironmentName): Promise<readonly [string, string]> => [
    await succeed('bootstrap', environment),
    await succeed('bootstrap', environment),
  ];
  const bootstraps = { stage: await bootstrapTwice('stage'), prod: await bootstrapTwice('prod') };
  await succeed('bootstrap', 'dev');
  await release('0.1.0');
  await promote('dev', 'stage');
  await deploy('stage');
  await promote('stage', 'prod');

  appendFileSync(join(team.folder, 'modules', 'index.ts'), `\nexport const CHANGED = true;\n`);
  const author = 'Feature Author <feature@example.com>';
  team.git('commit', '--quiet', '--all', '--author', author, '--message', 'feat(modules): change something');
  await release('0.2.0');
  const promotion = await promote('dev', 'stage');
  await deploy('stage');
  await deploy('prod');
  const afterPromotionToStage = await deployedVersions();

  await promote('stage', 'prod');
  const approval = ['--approved', await review('prod'), '--approver', 'feature-author'];
  const refusal = await fail('apply', 'prod', ...approval);
  await deploy('prod');
  return { bootstraps, promotion, refusal, afterPromotionToStage, afterPromotionToProd: await deployedVersions() };
}

const s3For = (environment: EnvironmentName): S3Client =>
  new S3Client({
    region: CONFIGS[environment].state.region,
    endpoint: aws.url,
    forcePathStyle: true,
    credentials: { accessKeyId: CONFIGS[environment].accountId, secretAccessKey: 'test' },
  });

/** @returns keys of the states and their locks */
async function stateFiles(environment: EnvironmentName): Promise<string[]> {
  const s3 = s3For(environment);
  const { bucket: Bucket } = CONFIGS[environment].state;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'vault-dr/' }));
  s3.destroy();
  return Contents.map(({ Key = '' }) => Key).sort();
}

/** @returns the records of an environment, oldest first */
async function recordsOf(environment: EnvironmentName, kind: 'applies' | 'reviews'): Promise<unknown[]> {
  const s3 = s3For(environment);
  const { bucket: Bucket } = CONFIGS[environment].state;
  const list = new ListObjectsV2Command({ Bucket, Prefix: `evidence/${kind}/` });
  const { Contents = [] } = await s3.send(list);
  const keys = Contents.map(({ Key = '' }) => Key).sort();
  const read = async (Key: string): Promise<unknown> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return JSON.parse((await Body?.transformToString()) ?? '');
  };
  const records = await Promise.all(keys.map(read));
  s3.destroy();
  return records;
}

/** @returns the manifest of the checkout with another version */
function manifestOf(version: string): string {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as object;
  return `${JSON.stringify({ ...manifest, version }, undefined, 2)}\n`;
}

beforeAll(async () => {
  registry = await NpmRegistry.start();
  aws = await startMinistack({ directory: work, environment: {} });
  team = Sandbox.create({
    env: {
      npm_config_registry: registry.url,
      npm_config_cache: join(work, 'npm-cache'),
      AWS_ENDPOINT_URL: aws.url,
      AWS_PROFILE: undefined,
      AWS_SESSION_TOKEN: undefined,
      AWS_EC2_METADATA_DISABLED: 'true',
      TF_CLI_ARGS_init: '-backend-config=use_path_style=true',
    },
    files: {
      'live/shared/environment-stack.ts': PROVIDER_FREE_STACK,
      'package.json': manifestOf('0.1.0'),
      'package-lock.json': registry.lockFile(),
      'live/approvers.ts': `export const APPROVERS = {
  'example-approver': ['approver@example.com'],
  'feature-author': ['feature@example.com'],
};
`,
    },
  });
  team.publish();
  history = await makeHistory();
  end = team.git('rev-parse', 'HEAD');
}, 600_000);

// Every test begins with the files as they were after the history.
beforeEach(() => {
  team.reset(end);
  team.push();
});

// What beforeAll did not reach is undefined. Jest waits for everything that is not stopped here.
afterAll(async () => {
  await aws?.stop();
  team?.remove();
  rmSync(work, { recursive: true, force: true });
  await registry?.stop();
});

describe('the state', () => {
  it.each(['stage', 'prod'] as const)('of %s gets its own bucket, and a second bootstrap changes nothing', (name) => {
    const [first, second] = history.bootstraps[name];
    const { bucket, region } = CONFIGS[name].state;
    expect(first).toContain(`create the bucket ${bucket} in ${region}`);
    expect(second).toBe(`${name} needs no change\n`);
  });

  it('is not created with the credentials of another environment', async () => {
    const { code, stderr } = await team.deliver('bootstrap', ['--env', 'dev'], login('prod'));
    expect([code, stderr.trim()]).toEqual([
      1,
      `the credentials are of account ${CONFIGS.prod.accountId}, but dev is account ${CONFIGS.dev.accountId}: log in there`,
    ]);
  });

  it('has a key that no other environment has, and no lock is left', async () => {
    expect([await stateFiles('stage'), await stateFiles('prod')]).toEqual([
      ['vault-dr/stage/terraform.tfstate'],
      ['vault-dr/prod/terraform.tfstate'],
    ]);
  });

  it('keeps its former content as an old version', async () => {
    const s3 = s3For('stage');
    const { Versions = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket: CONFIGS.stage.state.bucket, Prefix: 'vault-dr/stage/terraform.tfstate' }),
    );
    s3.destroy();
    expect(Versions.filter(({ Key }) => Key?.endsWith('.tfstate')).length).toBeGreaterThanOrEqual(2);
  });
});

describe('a release', () => {
  it('reaches stage first, and prod only by a promotion of its own', () => {
    expect(history.afterPromotionToStage).toEqual({ stage: '0.2.0', prod: '0.1.0' });
    expect(history.afterPromotionToProd).toEqual({ stage: '0.2.0', prod: '0.2.0' });
  });

  it('is approved for prod by nobody who wrote a part of it, also long before its promotion', () => {
    expect(history.refusal).toMatch(
      /^prod was not changed: feature-author \(feature@example\.com\) wrote a part of what is new in prod/,
    );
  });

  it('is promoted with its changelog', () => {
    expect(history.promotion).toContain('- **modules**: change something (');
  });

  it('is explained to reviewers by its changelog and the difference of both stacks', async () => {
    await succeed('synth', 'stage');
    const text = await succeed('release-diff', 'stage', '--base', 'HEAD~2');
    expect(text).toContain('### stage: release 0.1.0 → 0.2.0');
    expect(text).toContain('- **modules**: change something (');
    expect(text).toContain('- ~ `output.version`\n  - `value`: `"0.1.0"` → `"0.2.0"`\n');
    expect(team.git('status', '--porcelain')).toBe('');
  });

  it('leaves no drift once it is applied', async () => {
    expect(await succeed('drift', 'stage')).toBe('stage matches its code\n');
  });
});

describe('a rollback', () => {
  it('goes to an older release, holds up no environment after it, and ends with the next promotion', async () => {
    const { code, stdout, stderr } = await team.deliver('rollback', ['--to', 'stage', '--version', '0.1.0']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('# stage: 0.2.0 → 0.1.0');
    team.commit({}, 'fix(live): take stage back to 0.1.0');
    await deploy('stage');
    expect(await deployedVersions()).toEqual({ stage: '0.1.0', prod: '0.2.0' });
    const [record] = (await recordsOf('stage', 'applies')).slice(-1);
    expect(record).toMatchObject({ result: 'applied', rolledBackFrom: '0.2.0' });

    await promote('dev', 'stage');
    expect(readFileSync(join(team.folder, 'live/stage/package.json'), 'utf8')).not.toContain('rolledBackFrom');
    await deploy('stage');
    expect(await deployedVersions()).toEqual({ stage: '0.2.0', prod: '0.2.0' });
  });

  it.each([
    ['the same release', '0.2.0'],
    ['a release that was never made', '0.1.9'],
  ])('to %s is refused', async (_what, version) => {
    const { code, stderr } = await team.deliver('rollback', ['--to', 'stage', '--version', version]);
    expect([code, stderr]).toEqual([
      1,
      `stage pins 0.2.0, and ${version} is no release before that: use one of 0.1.0\n`,
    ]);
  });
});

describe('prod', () => {
  const change = { 'live/prod/notes.txt': 'a small change' };

  it('is affected until it is applied, whatever is merged meanwhile', async () => {
    expect(await succeed('affected', 'prod', '--applied')).toBe('');
    team.commit(change, 'docs(live): a note for prod');
    team.commit({ 'notes.txt': 'another change' }, 'docs: add notes');
    expect(await succeed('affected', 'prod', '--applied')).toBe('prod\n');
    await deploy('prod');
    expect(await succeed('affected', 'prod', '--applied')).toBe('');
  });

  it('is compared with the commit before when its records cannot be read, and that is said', async () => {
    team.commit(change, 'docs(live): a note for prod');
    const { code, stdout, stderr } = await team.deliver('affected', ['--env', 'prod', '--applied'], {
      ...login('prod'),
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    });
    expect([code, stdout]).toEqual([0, 'prod\n']);
    expect(stderr).toMatch(
      /^the records of prod .* cannot be used .*\nno apply of prod is recorded, so it is compared with HEAD\^1\n$/,
    );
  });

  it('gets a hotfix before the others, and the record says who was skipped', async () => {
    team.commit({ ...change, 'live/stage/notes.txt': 'something broken' }, 'fix(live): a hotfix');
    expect(await succeed('affected', 'dev', '--base', 'HEAD^1')).toBe('stage\nprod\n');
    expect(await succeed('affected', 'dev', '--base', 'HEAD^1', '--hotfix', 'prod')).toBe('prod\n');
    team.push();
    expect(await succeed('apply', 'prod', '--hotfix', 'prod')).toContain('### Plan for prod: no changes');
    const [record] = (await recordsOf('prod', 'applies')).slice(-1);
    expect(record).toMatchObject({ result: 'unchanged', skipped: ['dev', 'stage'] });
  });

  it('takes no hotfix for another environment', async () => {
    const { code, stderr } = await deliver('apply', 'prod', '--hotfix', 'stage');
    expect([code, stderr]).toEqual([64, 'HOTFIX=stage changes only stage, and ENV is prod: give both the same\n']);
  });
});

describe('a plan', () => {
  it('is printed, and printed again without AWS, with all values on demand', async () => {
    await succeed('synth', 'stage');
    const text = await succeed('plan', 'stage');
    expect(text).toMatch(/^### Plan for stage: no changes\n\nModule 0\.2\.0, commit `\w{12}`, digest `\w{64}`/);
    expect(await succeed('show', 'stage')).toBe(text);
    expect(await succeed('show', 'stage', '--full')).toMatch(/^### Plan for stage: no changes/);
  });

  it('takes no lock and leaves no plan that could be applied', async () => {
    await succeed('synth', 'stage');
    await succeed('plan', 'stage');
    const found = readdirSync(join(team.folder, 'out'), { recursive: true, encoding: 'utf8' });
    expect(found.filter((path) => path.endsWith('.tfplan'))).toEqual([]);
    expect(await stateFiles('stage')).toEqual(['vault-dr/stage/terraform.tfstate']);
  });
});

const hasTofu = spawnSync('tofu', ['version']).status === 0;

describe('OpenTofu', () => {
  (hasTofu ? it : it.skip)('plans and applies like Terraform (skipped where tofu is not on PATH)', async () => {
    const env = { ...login('prod'), TF: 'tofu' };
    await succeed('synth', 'prod');
    for (const command of ['plan', 'apply']) {
      const { code, stderr } = await team.deliver(command, ['--env', 'prod'], env);
      expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: '' });
    }
  });
});

describe('a failure of AWS', () => {
  it.each([
    [
      'no credentials',
      { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
      `no valid AWS credentials: log in with a role of account ${CONFIGS.stage.accountId} (stage) and run it again`,
    ],
    [
      'AWS that cannot be reached',
      { ...login('stage'), AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
      'AWS STS cannot be reached from here: check the network, the region and any endpoint in the environment',
    ],
  ])('is explained, and leaves no older plan to show: %s', async (_case, env, message) => {
    await succeed('synth', 'stage');
    await succeed('plan', 'stage');
    const { code, stderr } = await team.deliver('plan', ['--env', 'stage'], env);
    expect({ code, explanation: explanationOf(stderr) }).toEqual({ code: 1, explanation: message });
    expect(await fail('show', 'stage')).toBe('there is no plan of stage: run "make plan ENV=stage"');
  });
});
