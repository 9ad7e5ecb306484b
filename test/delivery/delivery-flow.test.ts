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
import { CONFIGS, type EnvironmentName } from '../../delivery/environments';
import { ROOT } from '../../delivery/paths';
import type { Ran } from '../../delivery/run';
import { until } from '../helpers/until';
import { startMinistack, type Ministack } from '../local/aws/ministack';
import { NpmRegistry } from './npm-registry';
import { PROVIDER_FREE_STACK } from './provider-free-stack';
import { Sandbox } from './sandbox';

jest.setTimeout(300_000);

const work = mkdtempSync(join(realpathSync(tmpdir()), 'vault-dr-flow-'));
let registry: NpmRegistry;
let aws: Ministack;
let team: Sandbox;

/** The emulator takes a key id of twelve digits for the account of that number. */
const login = (environment: EnvironmentName): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: CONFIGS[environment].accountId,
  AWS_SECRET_ACCESS_KEY: 'test',
});

const deliver = (command: string, environment: EnvironmentName, ...args: string[]): Promise<Ran> =>
  team.deliver(command, ['--env', environment, ...args], login(environment));

async function succeed(command: string, environment: EnvironmentName, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await deliver(command, environment, ...args);
  expect({ command, environment, code, stderr }).toEqual({ command, environment, code: 0, stderr: '' });
  return stdout;
}

/** @returns the one line that says why */
async function fail(command: string, environment: EnvironmentName, ...args: string[]): Promise<string> {
  const { code, stderr } = await deliver(command, environment, ...args);
  expect(code).toBe(1);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  return stderr.trim();
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

const bundleOf = (environment: EnvironmentName): string => join(team.folder, 'out', 'plan', environment);

/** A copy of a bundle that may be spoilt. */
function copyBundle(environment: EnvironmentName): string {
  const copy = mkdtempSync(join(work, 'bundle-'));
  cpSync(bundleOf(environment), copy, { recursive: true });
  return copy;
}

const s3For = (environment: EnvironmentName): S3Client =>
  new S3Client({
    region: CONFIGS[environment].state.region,
    endpoint: aws.url,
    forcePathStyle: true,
    credentials: { accessKeyId: CONFIGS[environment].accountId, secretAccessKey: 'test' },
  });

async function stateFiles(environment: EnvironmentName): Promise<string[]> {
  const s3 = s3For(environment);
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: CONFIGS[environment].state.bucket }));
  s3.destroy();
  return Contents.map(({ Key = '' }) => Key).sort();
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
    files: { 'live/shared/environment-stack.ts': PROVIDER_FREE_STACK, 'package.json': manifestOf('0.1.0') },
  });
});

afterAll(async () => {
  await aws.stop();
  team.remove();
  rmSync(work, { recursive: true, force: true });
  await registry.stop();
});

describe('the state', () => {
  it('gets a bucket and a key of its own in each environment, and a second run has nothing to do', async () => {
    for (const environment of ['stage', 'prod'] as const) {
      const made = await succeed('bootstrap', environment);
      expect(made).toContain(`make the bucket example-${environment}-terraform-state in eu-west-1`);
      expect(await succeed('bootstrap', environment)).toBe(
        `example-${environment}-terraform-state is as it should be\n`,
      );
    }
  });

  it('is not made with the credentials of another environment', async () => {
    const { code, stderr } = await team.deliver('bootstrap', ['--env', 'dev'], login('prod'));
    expect([code, stderr.trim()]).toEqual([
      1,
      'these credentials are of account 333333333333, and dev is 111111111111: log in there',
    ]);
  });
});

describe('a change', () => {
  it('reaches stage and then prod, each by a promotion and an apply of what was reviewed', async () => {
    await release('0.1.0');
    await promote('dev', 'stage');
    await deploy('stage');
    await promote('stage', 'prod');

    appendFileSync(join(team.folder, 'modules', 'index.ts'), `\nexport const CHANGED = true;\n`);
    team.commit({}, 'feat(modules): change something');
    await release('0.2.0');
    expect(await promote('dev', 'stage')).toContain('- **modules**: change something (');
    await deploy('stage');
    await deploy('prod');
    expect([await deployedVersion('stage'), await deployedVersion('prod')]).toEqual(['0.2.0', '0.1.0']);

    await promote('stage', 'prod');
    await deploy('prod');
    expect(await deployedVersion('prod')).toBe('0.2.0');
  });

  it('leaves each state under a key that no other environment has, and no lock', async () => {
    expect([await stateFiles('stage'), await stateFiles('prod')]).toEqual([
      ['vault-dr/stage/terraform.tfstate'],
      ['vault-dr/prod/terraform.tfstate'],
    ]);
  });

  it('leaves the state before it as an old version', async () => {
    const s3 = s3For('stage');
    const { Versions = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket: CONFIGS.stage.state.bucket, Prefix: 'vault-dr/stage/terraform.tfstate' }),
    );
    s3.destroy();
    expect(Versions.filter(({ Key }) => Key?.endsWith('.tfstate')).length).toBeGreaterThanOrEqual(2);
  });

  it('is what the environment is: there is no drift', async () => {
    expect(await succeed('drift', 'stage')).toBe('stage is what its code says\n');
  });
});

describe('a bundle', () => {
  beforeAll(async () => {
    await succeed('synth', 'stage');
    await succeed('plan', 'stage');
  });

  it('holds the plan, the stack, the zips and a manifest of them all', () => {
    const manifest = JSON.parse(readFileSync(join(bundleOf('stage'), 'manifest.json'), 'utf8')) as {
      files: Record<string, string>;
    };
    expect(manifest).toMatchObject({
      environment: 'stage',
      accountId: '222222222222',
      module: '0.2.0',
      commit: team.git('rev-parse', 'HEAD'),
      state: { serial: expect.any(Number) as number, lineage: expect.any(String) as string },
    });
    expect(Object.keys(manifest.files)).toEqual(
      expect.arrayContaining(['cdk.tf.json', 'plan.tfplan', 'plan.json', expect.stringMatching(/^assets\/.*\.zip$/)]),
    );
  });

  it('is shown without being applied', async () => {
    expect(await succeed('show', 'stage')).toMatch(/^### Plan for stage: no changes\n\nModule 0\.2\.0, commit `/);
  });

  it('waits in the state bucket for the merge of what was planned', async () => {
    const plan = `stage's plan of tree ${team.git('rev-parse', 'HEAD^{tree}')} from state serial`;
    const shown = await succeed('show', 'stage');
    expect(await succeed('keep-bundle', 'stage')).toMatch(new RegExp(`^Kept: ${plan} \\d+\n$`));
    expect(await succeed('keep-bundle', 'stage')).toMatch(new RegExp(`^Kept before, and stands: ${plan} \\d+\n$`));
    rmSync(bundleOf('stage'), { recursive: true });
    expect(await succeed('fetch-bundle', 'stage')).toMatch(new RegExp(`^Fetched: ${plan} \\d+\n$`));
    expect(await succeed('show', 'stage')).toBe(shown);
  });

  it('is missing where none was kept, which is an error unless it is optional', async () => {
    const nothing = `No reviewed plan of prod is kept for tree ${team.git('rev-parse', 'HEAD^{tree}')}`;
    expect(await fail('fetch-bundle', 'prod')).toBe(
      `${nothing}: main was not what the pull request planned, or the plan is too old. ` +
        'Open a pull request from the present main, with PLAN_ALL ticked, and merge it.',
    );
    expect(await succeed('fetch-bundle', 'prod', '--optional')).toBe(`${nothing}\n`);
  });

  it('is refused when a zip in it was altered', async () => {
    const copy = copyBundle('stage');
    const zip = readdirSync(copy, { recursive: true, encoding: 'utf8' }).find((path) => path.endsWith('.zip')) ?? '';
    appendFileSync(join(copy, zip), 'x');
    expect(await fail('apply', 'stage', '--bundle', copy)).toBe(
      `the bundle was altered (${zip} is not the file that was planned): do not apply it, ` +
        'run "make plan ENV=stage" and have it reviewed',
    );
  });

  it('is refused when a file was added to it', async () => {
    const copy = copyBundle('stage');
    writeFileSync(join(copy, 'more.tf.json'), '{}');
    expect(await fail('apply', 'stage', '--bundle', copy)).toContain('(more.tf.json was added)');
  });

  it('is refused when its digest is not the one that was reviewed', async () => {
    expect(await fail('apply', 'stage', '--digest', '0'.repeat(64))).toMatch(
      /^the bundle's digest is \w{64}, and 0{64} was reviewed: do not apply it$/,
    );
  });

  it('is refused in another environment', async () => {
    expect(await fail('apply', 'prod', '--bundle', bundleOf('stage'))).toBe(
      'the bundle is for stage, not for prod: give the right ENV or BUNDLE',
    );
  });

  it('is refused at other files than it was planned at, and taken again at a merge of the same files', async () => {
    const head = team.git('rev-parse', 'HEAD');
    team.commit({ 'notes.txt': 'something else' }, 'docs: add notes');
    expect(await fail('apply', 'stage')).toContain('and the files checked out here are others');
    team.git('rm', '--quiet', 'notes.txt');
    team.git('commit', '--quiet', '--message', 'docs: drop notes');
    expect(team.git('rev-parse', 'HEAD')).not.toBe(head);
    expect(await succeed('apply', 'stage')).toContain('Apply complete!');
  });

  it('is refused when somebody has applied since', async () => {
    await succeed('synth', 'dev');
    await succeed('bootstrap', 'dev');
    await succeed('plan', 'dev');
    const first = copyBundle('dev');
    await succeed('apply', 'dev');
    expect(await fail('apply', 'dev', '--bundle', first)).toMatch(
      /^the bundle is stale: it was planned against no state, and the state is serial \d+ of \w{8}: run "make plan ENV=dev"/,
    );
  });

  it('is refused while another one is applied, and the other one ends well', async () => {
    raiseVersion();
    await succeed('synth', 'dev');
    await succeed('plan', 'dev');
    const gate = join(work, 'gate');
    const first = team.deliver('apply', ['--env', 'dev'], { ...login('dev'), APPLY_GATE: gate });
    try {
      await untilLocked('dev');
      expect(await fail('apply', 'dev')).toMatch(/^the state of dev is locked by \S+: wait until that run has ended/);
    } finally {
      writeFileSync(gate, '');
    }
    expect((await first).code).toBe(0);
    expect(await stateFiles('dev')).toEqual(['vault-dr/dev/terraform.tfstate']);
  });

  it('is gone when a later plan fails, so that nobody applies it by mistake', async () => {
    expect(existsSync(bundleOf('stage'))).toBe(true);
    team.write({ 'notes.txt': 'not committed' });
    expect(await fail('plan', 'stage')).toBe(
      'a plan that can be applied needs a clean tree: commit or stash notes.txt',
    );
    rmSync(join(team.folder, 'notes.txt'));
    expect(existsSync(bundleOf('stage'))).toBe(false);
  });
});

/** Gives the working tree another version, so that dev's stack changes. */
function raiseVersion(): void {
  team.commit({ 'package.json': manifestOf('0.3.0-next') }, 'build: raise the version');
}

/** The checkout's manifest, whatever release it has come to. */
function manifestOf(version: string): string {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as object;
  return `${JSON.stringify({ ...manifest, version }, undefined, 2)}\n`;
}

const untilLocked = (environment: EnvironmentName): Promise<void> =>
  until(
    async () => (await stateFiles(environment)).some((key) => key.endsWith('.tflock')),
    () => 'nobody took the lock',
  );

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
    expect(stderr).toMatch(/^the bundle was planned by terraform \S+, and this is tofu \S+: use the same\n$/);
  });
});

describe('what goes wrong outside', () => {
  it.each([
    [
      'no credentials',
      { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
      'no valid AWS credentials: log in as a role of account 222222222222 (stage) and run it again',
    ],
    [
      'a bucket that cannot be reached',
      { ...login('stage'), AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
      'the state bucket example-stage-terraform-state cannot be reached: check the network and the region eu-west-1',
    ],
  ])('is one line, and no bundle: %s', async (_case, env, message) => {
    const { code, stderr } = await team.deliver('plan', ['--env', 'stage'], env);
    expect({ code, stderr: stderr.trim() }).toEqual({ code: 1, stderr: message });
    expect(existsSync(bundleOf('stage'))).toBe(false);
  });
});
