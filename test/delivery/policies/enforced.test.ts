import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { KMSClient } from '@aws-sdk/client-kms';
import { STSClient } from '@aws-sdk/client-sts';
import { digestOf } from '../../../delivery/changes/normalise';
import type { Apply, Review } from '../../../delivery/records/records';
import { Records } from '../../../delivery/records/store';
import { bootstrapEnvironment } from '../../../delivery/state/bootstrap';
import { stateStoreOf } from '../../../delivery/state/desired';
import { IamApi } from '../../../delivery/state/iam-api';
import { saveErroredState } from '../../../delivery/state/errored';
import type { Access } from '../../../live/agents';
import { CONFIGS } from '../../../live/environments';
import { failure } from '../../helpers/errors';
import { startMinistack, type Ministack } from '../../local/aws/ministack';
import { adaptBucketPolicy, becomeRole, createAgents, root } from './enforced-roles';

jest.setTimeout(60_000);

const AT = '2030-01-01T00:00:00.000Z';
const DAY_MS = 86_400_000;

const common = {
  environment: 'dev',
  commit: 'c0ffee',
  tree: '4b825dc6',
  digest: digestOf([]),
  by: 'build 1',
} as const;
const REVIEW: Review = { ...common, kind: 'review', stack: 'b'.repeat(64), changes: [], at: AT };
const APPLY: Apply = {
  ...common,
  kind: 'apply',
  result: 'applied',
  startedAt: AT,
  endedAt: AT,
  skipped: [],
  rules: { needsApproval: false, approvers: {} },
};

const region = CONFIGS.dev.state.region;

/** The emulator enforces the policies of roles, trust policies and bucket policies, but knows few condition keys of S3. */
describe('the roles in an account that enforces their policies', () => {
  const directory = mkdtempSync(join(tmpdir(), 'vault-dr-roles-'));
  const clients: { destroy: () => void }[] = [];
  let aws: Ministack;

  beforeAll(async () => {
    aws = await startMinistack({ directory, environment: {} });
    await createAgents(aws.url);
    for (const environment of ['dev', 'stage'] as const) await createEnvironment(environment);
  });

  afterAll(async () => {
    for (const client of clients) client.destroy();
    await aws.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  async function createEnvironment(environment: 'dev' | 'stage'): Promise<void> {
    const config = CONFIGS[environment];
    const store = stateStoreOf(config);
    const settings = { region, endpoint: aws.url, credentials: root(config.accountId) };
    const s3 = keep(new S3Client({ ...settings, forcePathStyle: true }));
    const iam = new IamApi(() => Promise.resolve(settings.credentials), region, aws.url);
    const state = { iam, s3, kms: keep(new KMSClient(settings)), sts: keep(new STSClient(settings)) };
    await bootstrapEnvironment(state, config, { report: () => undefined });
    await adaptBucketPolicy(s3, store);
  }

  function keep<T extends { destroy: () => void }>(client: T): T {
    clients.push(client);
    return client;
  }

  async function s3As(access: Access, environment: 'dev' | 'stage' = 'dev'): Promise<S3Client> {
    const { accountId } = CONFIGS[environment];
    const credentials = await becomeRole(aws.url, { agent: access, access, accountId });
    return keep(new S3Client({ region, endpoint: aws.url, credentials, forcePathStyle: true, maxAttempts: 1 }));
  }

  const { bucket: Bucket } = CONFIGS.dev.state;
  const STATE = 'vault-dr/dev/terraform.tfstate';

  it('are taken by the agents of the same access', async () => {
    const become = (agent: Access, access: Access): Promise<unknown> =>
      becomeRole(aws.url, { agent, access, accountId: CONFIGS.dev.accountId });
    await expect(become('plan', 'plan')).resolves.toHaveProperty('sessionToken');
    await expect(become('plan', 'apply')).rejects.toThrow('not authorized to perform: sts:AssumeRole');
    await expect(become('apply', 'plan')).rejects.toThrow('not authorized to perform: sts:AssumeRole');
  });

  it('keep the records with the calls of the program', async () => {
    const plan = new Records(await s3As('plan'), 'dev');
    const apply = new Records(await s3As('apply'), 'dev');
    await plan.write(REVIEW, AT);
    expect((await apply.readReviews(REVIEW.tree)).map(({ record }) => record)).toEqual([REVIEW]);
    await apply.write(APPLY, AT);
    expect(await plan.readLastApplied()).toEqual(APPLY);
  });

  it('keep no record that is for the other one', async () => {
    const later = '2031-01-01T00:00:00.000Z';
    expect((await failure(new Records(await s3As('plan'), 'dev').write(APPLY, later))).message).toContain(
      'AccessDenied',
    );
    expect((await failure(new Records(await s3As('apply'), 'dev').write(REVIEW, later))).message).toContain(
      'AccessDenied',
    );
  });

  it('keep a state that could not be saved', async () => {
    const left = mkdtempSync(join(directory, 'left-'));
    writeFileSync(join(left, 'errored.tfstate'), '{}');
    const store = stateStoreOf(CONFIGS.dev);
    expect(await saveErroredState(await s3As('apply'), store, left, new Date(0))).toContain('is in s3://');
    expect(await saveErroredState(await s3As('plan'), store, left, new Date(DAY_MS))).toContain('is only in the file');
  });

  it('change the state only where they may', async () => {
    const put = (s3: S3Client, Key: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: '{}' }));
    const [plan, apply] = [await s3As('plan'), await s3As('apply')];
    await put(apply, STATE);
    await expect(put(plan, STATE)).rejects.toThrow('is not authorized to perform');
    await put(apply, `${STATE}.tflock`);
    await apply.send(new DeleteObjectCommand({ Bucket, Key: `${STATE}.tflock` }));
    await expect(put(plan, `${STATE}.tflock`)).rejects.toThrow('is not authorized to perform');
    await expect(apply.send(new DeleteObjectCommand({ Bucket, Key: STATE }))).rejects.toThrow(
      'is not authorized to perform',
    );
    await expect(put(plan, 'plan-bundles/dev/4b825dc6/0.zip')).rejects.toThrow('is not authorized to perform');
  });

  it.each(['plan', 'apply'] as const)('of another environment reach nothing: %s', async (access) => {
    const other = await s3As(access, 'stage');
    await expect(other.send(new GetObjectCommand({ Bucket, Key: STATE }))).rejects.toThrow(
      'is not authorized to perform',
    );
    await expect(other.send(new PutObjectCommand({ Bucket, Key: STATE, Body: '{}' }))).rejects.toThrow(
      'is not authorized to perform',
    );
    expect((await failure(new Records(other, 'dev').readLastApplied())).message).toContain('AccessDenied');
  });
});
