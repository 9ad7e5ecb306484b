import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectRetentionCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { digestOf, type NormalisedChange } from '../../../delivery/changes/normalise';
import type { Apply, Review } from '../../../delivery/records/records';
import { Records } from '../../../delivery/records/store';
import { awsClientConfig } from '../../../functions/shared/aws';
import { CONFIGS } from '../../../live/environments';
import { failure } from '../../helpers/errors';
import { closeServers, refusingAddress } from '../../helpers/servers';
import { ROOT_CREDENTIALS, startMinistack, type Ministack } from '../../local/aws/ministack';

const { bucket: Bucket, region } = CONFIGS.dev.state;
const TREE = '4b825dc6';

const clientAt = (endpoint: string): S3Client =>
  new S3Client({
    region,
    endpoint,
    credentials: ROOT_CREDENTIALS,
    forcePathStyle: true,
    ...awsClientConfig({ connectionTimeoutMs: 2000, requestTimeoutMs: 10_000, maxAttempts: 1 }),
  });

const CHANGES: readonly NormalisedChange[] = [
  { address: 'a.b', actions: ['update'], attributes: { size: { before: 1, after: null } } },
];
const DIGEST = digestOf(CHANGES);

const review = (more: Partial<Review> = {}): Review => ({
  kind: 'review',
  environment: 'dev',
  commit: 'c0ffee',
  tree: TREE,
  digest: DIGEST,
  by: 'build 1',
  stack: 'b'.repeat(64),
  changes: CHANGES,
  at: '2030-01-01T00:00:00.000Z',
  ...more,
});

const apply = (result: Apply['result'], commit: string): Apply => ({
  kind: 'apply',
  environment: 'dev',
  commit,
  tree: TREE,
  digest: 'a'.repeat(64),
  by: 'build 1',
  result,
  startedAt: '2030-01-01T00:00:00.000Z',
  endedAt: '2030-01-01T00:01:00.000Z',
  approval: { by: 'jo', digest: 'a'.repeat(64), addresses: ['aws_kms_key.home'] },
  skipped: [],
  rules: { needsApproval: true, approvers: { jo: ['jo@example.com'] } },
});

describe('the records of an environment', () => {
  let aws: Ministack;
  let directory: string;
  let client: S3Client;
  let records: Records;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'vault-dr-aws-'));
    aws = await startMinistack({ directory, environment: {} });
    client = clientAt(aws.url);
    await client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
  }, 60_000);

  beforeEach(async () => {
    records = new Records(client, 'dev');
    const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket }));
    for (const { Key, VersionId } of [...Versions, ...DeleteMarkers]) {
      await client.send(new DeleteObjectCommand({ Bucket, Key, VersionId, BypassGovernanceRetention: true }));
    }
  });

  afterAll(async () => {
    client.destroy();
    await aws.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const put = (key: string, body: string) => client.send(new PutObjectCommand({ Bucket, Key: key, Body: body }));

  it('are read as they were written, the reviews of a tree oldest first', async () => {
    const [first, second] = [review(), review({ at: '2030-01-02T00:00:00.000Z', changes: [], digest: digestOf([]) })];
    await records.write(second, second.at);
    const key = await records.write(first, first.at);
    expect(key).toBe(`evidence/reviews/${TREE}/2030-01-01T00-00-00.000Z-${DIGEST.slice(0, 16)}.json`);
    expect((await records.readReviews(TREE)).map(({ record }) => record)).toEqual([first, second]);
    expect(await records.readReviews('another')).toEqual([]);
  });

  it('are written once: a second one under the same key is refused', async () => {
    await records.write(review(), review().at);
    expect((await failure(records.write(review({ by: 'build 2' }), review().at))).message).toMatch(
      /PreconditionFailed/,
    );
    expect((await records.readReviews(TREE)).map(({ record }) => record.by)).toEqual(['build 1']);
  });

  it('cannot be deleted for a year', async () => {
    const key = await records.write(review(), review().at);
    const { Retention } = await client.send(new GetObjectRetentionCommand({ Bucket, Key: key }));
    expect(Retention?.Mode).toBe('GOVERNANCE');
    expect(Retention?.RetainUntilDate).toEqual(new Date('2031-01-01T00:00:00.000Z'));
  });

  it('say what was applied last, which is the newest apply that did not fail', async () => {
    expect(await records.readLastApplied()).toBeUndefined();
    await records.write(apply('applied', 'one'), '2030-01-01T00:00:00.000Z');
    await records.write(apply('unchanged', 'two'), '2030-01-02T00:00:00.000Z');
    await records.write(apply('failed', 'three'), '2030-01-03T00:00:00.000Z');
    expect(await records.readLastApplied()).toEqual(apply('unchanged', 'two'));
  });

  it('say that nothing is left of what was applied once it was destroyed', async () => {
    await records.write(apply('applied', 'one'), '2030-01-01T00:00:00.000Z');
    await records.write(apply('destroyed', 'two'), '2030-01-02T00:00:00.000Z');
    expect(await records.readLastApplied()).toBeUndefined();
  });

  it.each<[string, string]>([
    ['cannot be read', '{"kind":"review"'],
    ['is of prod', JSON.stringify(review({ environment: 'prod' }))],
    ['has another digest than its changes', JSON.stringify(review({ digest: 'c'.repeat(64) }))],
    ['is no review of that tree', JSON.stringify(review({ tree: 'another' }))],
    ['is no review of that tree', JSON.stringify(apply('applied', 'one'))],
  ])('are not used when one of them %s', async (what, body) => {
    await records.write(review(), review().at);
    await put(`evidence/reviews/${TREE}/2040.json`, body);
    expect((await failure(records.readReviews(TREE))).message).toBe(
      `evidence/reviews/${TREE}/2040.json in the bucket ${Bucket} ${what}, so this program did not write it for dev: ` +
        'find out who did, and change nothing until then',
    );
  });

  it('fail in one line when S3 cannot be reached', async () => {
    const nowhere = clientAt((await refusingAddress()).replace('https', 'http'));
    const { message } = await failure(new Records(nowhere, 'dev').readReviews(TREE));
    nowhere.destroy();
    await closeServers();
    expect(message).toMatch(
      /^the records of dev in the bucket \S+ cannot be used \(\w*Error\): check the AWS role and the network, and run "make bootstrap ENV=dev"$/,
    );
  });

  it('need the bucket that bootstrap makes', async () => {
    const message = (await failure(new Records(client, 'stage').readLastApplied())).message;
    expect(message).toMatch(/\(NoSuchBucket\).*run "make bootstrap ENV=stage"$/);
  });
});
