import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutBucketEncryptionCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { strToU8, zipSync } from 'fflate';
import { fetchPlan, keepPlan, type PlanPlace } from '../../../delivery/plan-archive/store';
import { awsClientConfig } from '../../../functions/shared/aws';
import { failure } from '../../helpers/errors';
import { closeServers, refusingAddress } from '../../helpers/servers';
import { ROOT_CREDENTIALS, startMinistack, type Ministack } from '../../local/aws/ministack';

const clientAt = (endpoint: string): S3Client =>
  new S3Client({
    region: 'eu-west-1',
    endpoint,
    credentials: ROOT_CREDENTIALS,
    ...awsClientConfig({ connectionTimeoutMs: 2000, requestTimeoutMs: 10_000, maxAttempts: 1 }),
  });

/** A manifest as `make plan` writes it, with what a test changes. */
const manifestOf = (serial: number | string | undefined, changes: object = {}): string =>
  JSON.stringify({
    format: 1,
    environment: 'dev',
    accountId: '111111111111',
    commit: 'c0ffee',
    tree: '4b825dc6',
    program: { name: 'terraform', version: '1.14.0' },
    ...(serial !== undefined && { state: { serial, lineage: 'a1b2c3' } }),
    files: {},
    ...changes,
  });

describe('the store of plans', () => {
  let aws: Ministack;
  let directory: string;
  let client: S3Client;
  let folder: string;
  let buckets = 0;
  /** Each test has its own bucket. */
  let place: PlanPlace;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'vault-dr-aws-'));
    aws = await startMinistack({ directory, environment: {} });
    client = clientAt(aws.url);
  }, 60_000);

  afterAll(async () => {
    client.destroy();
    await aws.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  beforeEach(async () => {
    folder = join(mkdtempSync(join(tmpdir(), 'vault-dr-plan-')), 'dev');
    place = { bucket: await createBucket('aws:kms'), environment: 'dev', tree: '4b825dc6' };
  });

  afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

  async function createBucket(SSEAlgorithm: 'aws:kms' | 'AES256'): Promise<string> {
    const Bucket = `example-state-${++buckets}`;
    await client.send(new CreateBucketCommand({ Bucket }));
    const ServerSideEncryptionConfiguration = { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm } }] };
    await client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
    return Bucket;
  }

  function plan(serial: number, text: string, environment = 'dev'): void {
    mkdirSync(join(folder, 'assets'), { recursive: true });
    writeFileSync(join(folder, 'manifest.json'), manifestOf(serial, { environment, more: 'kept' }));
    writeFileSync(join(folder, 'assets', 'auth.zip'), text);
  }

  const planned = (): string => readFileSync(join(folder, 'assets', 'auth.zip'), 'utf8');
  const keep = () => keepPlan(client, place, folder);
  const fetch = () => fetchPlan(client, place, folder);
  const put = (key: string, files: Record<string, string>) =>
    client.send(
      new PutObjectCommand({
        Bucket: place.bucket,
        Key: key,
        Body: zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))),
      }),
    );

  it('fetches what was kept, byte for byte, and replaces the former content of the folder', async () => {
    plan(7, 'zip');
    const manifest = readFileSync(join(folder, 'manifest.json'), 'utf8');
    await keep();
    plan(9, 'other');
    writeFileSync(join(folder, 'left-over'), '');
    expect(await fetch()).toEqual({ serial: 7, key: 'plan-bundles/dev/4b825dc6/7.zip' });
    expect(planned()).toBe('zip');
    expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toBe(manifest);
    expect(existsSync(join(folder, 'left-over'))).toBe(false);
  });

  it('keeps only the first plan of one tree and one state, because it may have been reviewed', async () => {
    plan(7, 'reviewed');
    expect(await keep()).toMatchObject({ wasThere: false });
    plan(7, 'made later');
    expect(await keep()).toMatchObject({ wasThere: true });
    expect(planned()).toBe('reviewed');
  });

  it('fetches the plan of the latest state, and compares the serials as numbers', async () => {
    for (const serial of [9, 10]) {
      plan(serial, `of state ${serial}`);
      await keep();
    }
    expect(await fetch()).toMatchObject({ serial: 10 });
    expect(planned()).toBe('of state 10');
  });

  it('keeps the first plan of an environment, which has no state yet', async () => {
    plan(7, 'zip');
    writeFileSync(join(folder, 'manifest.json'), manifestOf(undefined));
    expect(await keep()).toMatchObject({ key: 'plan-bundles/dev/4b825dc6/0.zip' });
    expect(await fetch()).toMatchObject({ serial: 0 });
  });

  it.each<[string, Partial<PlanPlace>]>([
    ['tree', { tree: '9c2b' }],
    ['environment', { environment: 'stage' }],
  ])('fetches nothing for another %s, and deletes the former archive', async (_what, other) => {
    plan(7, 'zip');
    await keep();
    expect(await fetchPlan(client, { ...place, ...other }, folder)).toBeUndefined();
    expect(existsSync(folder)).toBe(false);
  });

  it('refuses to keep a plan of another environment', async () => {
    plan(7, 'zip', 'prod');
    expect((await failure(keep())).message).toMatch(/holds a plan of prod, not of dev: run "make plan ENV=dev" first$/);
  });

  it.each([
    ['empty', ''],
    ['half-written', manifestOf(7).slice(0, -1)],
    ['of no environment', manifestOf(7, { environment: undefined })],
    ['of a state without a number', manifestOf('7')],
  ])('refuses to keep a folder whose manifest is %s', async (_what, manifest) => {
    plan(7, 'zip');
    writeFileSync(join(folder, 'manifest.json'), manifest);
    expect((await failure(keep())).message).toMatch(/is not a plan archive: run "make plan ENV=dev" first$/);
  });

  it('refuses to keep a plan in a bucket that is not encrypted with a KMS key', async () => {
    place = { ...place, bucket: await createBucket('AES256') };
    plan(7, 'zip');
    expect((await failure(keep())).message).toBe(
      `the bucket ${place.bucket} encrypts with AES256 instead of a KMS key: run "make bootstrap ENV=dev"`,
    );
    expect(await fetch()).toBeUndefined();
  });

  it('fails for a missing bucket and says what to do', async () => {
    place = { ...place, bucket: 'example-state-0' };
    expect((await failure(fetch())).message).toBe(
      'the bucket example-state-0 cannot be used (NoSuchBucket): check the AWS role and the network, and that "make bootstrap ENV=dev" was run',
    );
  });

  it('fails when S3 cannot be reached', async () => {
    const nowhere = clientAt((await refusingAddress()).replace('https', 'http'));
    const { message } = await failure(fetchPlan(nowhere, place, folder));
    nowhere.destroy();
    await closeServers();
    expect(message).toMatch(/^the bucket example-state-\d+ cannot be used \(\w*Error\): check the AWS role/);
  });

  it('refuses a plan whose manifest has another state than its name', async () => {
    await put('plan-bundles/dev/4b825dc6/7.zip', { 'manifest.json': manifestOf(6) });
    expect((await failure(fetch())).message).toMatch(
      /7\.zip in the bucket .* holds a plan of another state than its name says/,
    );
  });

  it('refuses a plan with a file outside of the folder', async () => {
    await put('plan-bundles/dev/4b825dc6/7.zip', { '../escaped': '' });
    expect((await failure(fetch())).message).toMatch(/names the file \.\.\/escaped, which is outside of its folder/);
    expect(existsSync(join(folder, '..', 'escaped'))).toBe(false);
  });
});
