import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListObjectVersionsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { ROOT } from '../../delivery/paths';
import type { Ran } from '../../delivery/run';
import { CONFIGS, type EnvironmentName } from '../../live/environments';
import { until } from '../helpers/until';
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
  readonly afterPromotionToStage: Versions;
  readonly afterPromotionToProd: Versions;
}

interface Versions {
  readonly stage: string;
  readonly prod: string;
}

const work = mkdtempSync(join(realpathSync(tmpdir()), 'vault-dr-flow-'));
/** A copy of the plan archive of stage, as `make plan` wrote it after the history. */
const pristine = join(work, 'pristine');
let registry: NpmRegistry;
let aws: Ministack;
let team: Sandbox;
let history: History;
/** The commit and the tree that {@link pristine} was planned at. */
let planned: { readonly commit: string; readonly tree: string };

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

async function deploy(environment: EnvironmentName): Promise<void> {
  await succeed('synth', environment);
  await succeed('plan', environment);
  await succeed('apply', environment);
}

async function release(version: string): Promise<void> {
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
  team.commit({}, 'feat(modules): change something');
  await release('0.2.0');
  const promotion = await promote('dev', 'stage');
  await deploy('stage');
  await deploy('prod');
  const afterPromotionToStage = await deployedVersions();

  await promote('stage', 'prod');
  await deploy('prod');
  return { bootstraps, promotion, afterPromotionToStage, afterPromotionToProd: await deployedVersions() };
}

const archiveOf = (environment: EnvironmentName): string => join(team.folder, 'out', 'plan', environment);

/** @returns a copy of a plan archive, which a test may change */
function copyArchive(environment: EnvironmentName): string {
  const copy = mkdtempSync(join(work, 'archive-'));
  cpSync(archiveOf(environment), copy, { recursive: true });
  return copy;
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

/** @returns the manifest of the checkout with another version */
function manifestOf(version: string): string {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as object;
  return `${JSON.stringify({ ...manifest, version }, undefined, 2)}\n`;
}

let changesOfDev = 0;
/** Plans a change of dev. Its stack has the version of the working tree, so a new version is a change. */
async function planChangeOfDev(): Promise<void> {
  team.commit({ 'package.json': manifestOf(`0.3.0-next.${++changesOfDev}`) }, 'build: raise the version');
  await succeed('synth', 'dev');
  await succeed('plan', 'dev');
}

const untilLocked = (environment: EnvironmentName): Promise<void> =>
  until(
    async () => (await stateFiles(environment)).some((key) => key.endsWith('.tflock')),
    () => `the state of ${environment} was not locked`,
  );

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
    },
  });
  history = await makeHistory();
  await succeed('synth', 'stage');
  await succeed('plan', 'stage');
  planned = { commit: team.git('rev-parse', 'HEAD'), tree: team.git('rev-parse', 'HEAD^{tree}') };
  cpSync(archiveOf('stage'), pristine, { recursive: true });
}, 600_000);

// Every test begins with the files and the plan archive of stage as they were after the history.
beforeEach(() => {
  team.reset(planned.commit);
  rmSync(archiveOf('stage'), { recursive: true, force: true });
  cpSync(pristine, archiveOf('stage'), { recursive: true });
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
    expect(second).toBe(`${bucket} needs no change\n`);
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

describe('a plan archive', () => {
  it('holds the plan, the stack, the zips and a manifest of them all', () => {
    const manifest = JSON.parse(readFileSync(join(archiveOf('stage'), 'manifest.json'), 'utf8')) as {
      files: Record<string, string>;
    };
    expect(manifest).toMatchObject({
      environment: 'stage',
      accountId: CONFIGS.stage.accountId,
      module: '0.2.0',
      commit: planned.commit,
      state: { serial: expect.any(Number) as number, lineage: expect.any(String) as string },
    });
    expect(Object.keys(manifest.files)).toEqual(
      expect.arrayContaining(['cdk.tf.json', 'plan.tfplan', 'plan.json', expect.stringMatching(/^assets\/.*\.zip$/)]),
    );
  });

  it('is shown without being applied', async () => {
    expect(await succeed('show', 'stage')).toMatch(/^### Plan for stage: no changes\n\nModule 0\.2\.0, commit `/);
  });

  it('is kept in the state bucket, and fetched for the same content', async () => {
    const plan = `the plan of stage for tree ${planned.tree}, made from state serial`;
    const shown = await succeed('show', 'stage');
    expect(await succeed('keep-plan', 'stage')).toMatch(new RegExp(`^Kept: ${plan} \\d+\n$`));
    expect(await succeed('keep-plan', 'stage')).toMatch(new RegExp(`^Kept by an earlier build: ${plan} \\d+\n$`));
    rmSync(archiveOf('stage'), { recursive: true });
    expect(await succeed('fetch-plan', 'stage')).toMatch(new RegExp(`^Fetched: ${plan} \\d+\n$`));
    expect(await succeed('show', 'stage')).toBe(shown);
  });

  it('is not found when none was kept, which is an error unless it is optional', async () => {
    const nothing = `No reviewed plan of prod is kept for tree ${planned.tree}`;
    expect(await fail('fetch-plan', 'prod')).toBe(
      `${nothing}: main differs from what the pull request planned, or the plan is too old. ` +
        'Open a pull request from the present main, build it with PLAN_ALL, and merge it.',
    );
    expect(await succeed('fetch-plan', 'prod', '--optional')).toBe(`${nothing}\n`);
  });

  it('is refused when a zip in it was altered', async () => {
    const copy = copyArchive('stage');
    const zip = readdirSync(copy, { recursive: true, encoding: 'utf8' }).find((path) => path.endsWith('.zip')) ?? '';
    appendFileSync(join(copy, zip), 'x');
    expect(await fail('apply', 'stage', '--archive', copy)).toBe(
      `the plan archive was altered (${zip} was changed): do not apply it, run "make plan ENV=stage" and have it reviewed`,
    );
  });

  it('is refused when a file was added to it', async () => {
    const copy = copyArchive('stage');
    writeFileSync(join(copy, 'more.tf.json'), '{}');
    expect(await fail('apply', 'stage', '--archive', copy)).toContain('(more.tf.json was added)');
  });

  it('is refused when its digest is not the one that was reviewed', async () => {
    expect(await fail('apply', 'stage', '--digest', '0'.repeat(64))).toMatch(
      /^the digest of the plan archive is \w{64}, but 0{64} was reviewed: do not apply it$/,
    );
  });

  it('is refused in another environment', async () => {
    expect(await fail('apply', 'prod', '--archive', archiveOf('stage'))).toBe(
      'the plan archive is for stage, not for prod: give the right ENV or ARCHIVE',
    );
  });

  it('is refused when other files are checked out', async () => {
    team.commit({ 'notes.txt': 'something else' }, 'docs: add notes');
    expect(await fail('apply', 'stage')).toContain('and the files checked out here differ from it');
  });

  it('is applied at another commit with the same files', async () => {
    team.commit({ 'notes.txt': 'something else' }, 'docs: add notes');
    team.git('rm', '--quiet', 'notes.txt');
    team.commit({}, 'docs: drop notes');
    expect(team.git('rev-parse', 'HEAD')).not.toBe(planned.commit);
    expect(await succeed('apply', 'stage')).toContain('Apply complete!');
  });

  it('is refused when somebody has applied since', async () => {
    await planChangeOfDev();
    const first = copyArchive('dev');
    await succeed('apply', 'dev');
    expect(await fail('apply', 'dev', '--archive', first)).toMatch(
      /^the plan is stale: it was made from .+, and now there is state serial \d+ of \w{8}: run "make plan ENV=dev"/,
    );
  });

  it('is refused while another one is applied, which succeeds', async () => {
    await planChangeOfDev();
    const gate = join(work, `gate-${changesOfDev}`);
    const first = team.deliver('apply', ['--env', 'dev'], { ...login('dev'), APPLY_GATE: gate });
    try {
      await untilLocked('dev');
      expect(await fail('apply', 'dev')).toMatch(
        /^the state of dev is locked by \S+ since .+, lock \S+: wait until that run ends.*make unlock ENV=dev/,
      );
    } finally {
      writeFileSync(gate, '');
    }
    expect((await first).code).toBe(0);
    expect(await stateFiles('dev')).toEqual(['vault-dr/dev/terraform.tfstate']);
  });

  it('is deleted when a later plan fails, so that nobody applies it by mistake', async () => {
    expect(existsSync(archiveOf('stage'))).toBe(true);
    team.write({ 'notes.txt': 'not committed' });
    expect(await fail('plan', 'stage')).toBe(
      'a plan that can be applied needs a clean tree: commit or stash notes.txt',
    );
    expect(existsSync(archiveOf('stage'))).toBe(false);
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
    await succeed('plan', 'prod');
    const { stderr } = await team.deliver('apply', ['--env', 'prod'], env);
    expect(stderr).toMatch(/^the plan was made by terraform \S+, and this is tofu \S+: use the same program\n$/);
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
  ])('is explained, and leaves no plan archive: %s', async (_case, env, message) => {
    const { code, stderr } = await team.deliver('plan', ['--env', 'stage'], env);
    expect({ code, explanation: explanationOf(stderr) }).toEqual({ code: 1, explanation: message });
    expect(existsSync(archiveOf('stage'))).toBe(false);
  });
});
