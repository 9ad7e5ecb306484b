import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { createAuthority } from '../helpers/certificates';
import { until } from '../helpers/until';
import { ROOT_CREDENTIALS } from '../local/aws/ministack';
import { startMinistack, type Ministack } from '../local/aws/ministack';
import { ClusterOperator } from '../local/cluster/operator';
import {
  CLIENT_NAME,
  CLUSTER_NAME,
  SandboxCluster,
  type SandboxClusterOptions,
} from '../local/cluster/sandbox-cluster';
import { ClusterSecrets, tlsSecret } from '../local/cluster/secrets';

jest.setTimeout(240_000);

const BUCKET = 'snapshots';
const PREFIX = 'test-home';
const authority = createAuthority();
let folder: string;
let aws: Ministack;
let s3: S3Client;
let shared: Pick<SandboxClusterOptions, 'awsUrl' | 'authority'> & { settings: object };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vault-snapshots-'));
  aws = await startMinistack({ directory: folder, environment: {} });
  s3 = new S3Client({ endpoint: aws.url, region: 'eu-west-1', credentials: ROOT_CREDENTIALS, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const tls = tlsSecret(authority.issueNode(CLUSTER_NAME, CLIENT_NAME), authority.ca);
  const secretArn = await new ClusterSecrets(aws.url).create(tls);
  shared = { awsUrl: aws.url, authority, settings: { tls: { kind: 'secret', secretArn } } };
});
afterAll(async () => {
  await aws.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a cluster that is initialised, until the work with it has ended. */
async function withCluster(
  options: Omit<SandboxClusterOptions, 'awsUrl' | 'nodes'>,
  work: (operator: ClusterOperator, cluster: SandboxCluster) => Promise<void>,
): Promise<void> {
  const settings = { ...shared.settings, ...options.settings };
  const cluster = new SandboxCluster({ ...shared, nodes: 1, ...options, settings });
  try {
    await cluster.open();
    await cluster.group.settled();
    const operator = new ClusterOperator(cluster);
    await operator.initialise();
    await work(operator, cluster);
  } finally {
    await cluster.close();
  }
}

const keys = async (): Promise<readonly string[]> =>
  ((await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }))).Contents ?? []).map(({ Key = '' }) => Key);

async function newest(): Promise<Buffer> {
  const Key = [...(await keys())].sort().at(-1);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

it('keeps snapshots in S3 that a new cluster with the same seal key takes', async () => {
  const snapshots = { bucket: BUCKET, prefix: PREFIX, everyMinutes: 60 };
  let sealKey: Buffer | undefined;
  let rootToken = '';
  await withCluster({ settings: { snapshots }, env: { NODE_HURRY: '300' } }, async (operator, cluster) => {
    ({ sealKey } = cluster);
    ({ rootToken } = operator);
    await operator.ask('POST', 'secret/kept', { value: 'kept' });
    const before = (await keys()).length;
    // One may have begun before the write.
    await until(
      async () => (await keys()).length >= before + 2,
      () => cluster.agentLog(),
    );
    for (const node of cluster.running()) {
      expect(node.log()).toContain(`vault-node: snapshot s3://${BUCKET}/${PREFIX}/`);
      expect(`${node.log()}${node.calls()}`).not.toContain(rootToken);
    }
  });
  expect((await keys())[0]).toMatch(/^test-home\/\d{4}\/\d\d\/\d\d\/\d{6}Z-i-\w+\.snap$/);

  await withCluster({ ...(sealKey && { sealKey }) }, async (operator, cluster) => {
    const node = await operator.active();
    const { status } = await operator.call(node, 'POST', 'sys/storage/raft/snapshot-force', await newest());
    expect(status).toBe(204);
    operator.rootToken = rootToken;
    expect(await operator.ask('GET', 'secret/kept')).toMatchObject({ data: { value: 'kept' } });
    expect(cluster.running()).toHaveLength(1);
  });
});

it('says so when a snapshot fails, and leaves nothing behind', async () => {
  const snapshots = { bucket: 'no-such-bucket', prefix: PREFIX, everyMinutes: 60 };
  await withCluster({ settings: { snapshots }, env: { NODE_HURRY: '300' } }, async (_operator, cluster) => {
    await until(() => cluster.log().split('SNAPSHOT FAILED').length > 2);
  });
});
