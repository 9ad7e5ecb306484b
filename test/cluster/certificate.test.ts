import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { createAuthority } from '../helpers/certificates';
import { until } from '../helpers/until';
import { startMinistack, type Ministack } from '../local/aws/ministack';
import { CA_ARN, PrivateCa } from '../local/cluster/private-ca';
import {
  CLIENT_NAME,
  CLUSTER_NAME,
  SandboxCluster,
  type SandboxClusterOptions,
} from '../local/cluster/sandbox-cluster';
import type { SandboxNode } from '../local/cluster/sandbox-node';
import { ClusterSecrets, tlsSecret } from '../local/cluster/secrets';

jest.setTimeout(180_000);

const DAY_MS = 86_400_000;
const authority = createAuthority();
const privateCa = new PrivateCa(authority);
let folder: string;
let aws: Ministack;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vault-certificate-'));
  aws = await startMinistack({ directory: folder, environment: {} });
  await privateCa.open();
});
afterAll(async () => {
  await privateCa.close();
  await aws.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs one node until the check has ended. It hurries, so that a day of waiting is a moment. */
async function run(
  settings: SandboxClusterOptions['settings'],
  check: (node: SandboxNode) => Promise<void>,
): Promise<void> {
  const env = { AWS_ENDPOINT_URL_ACM_PCA: privateCa.url, NODE_HURRY: '200' };
  const cluster = new SandboxCluster({ nodes: 1, awsUrl: aws.url, authority, env, settings });
  try {
    await cluster.open();
    await until(() => cluster.running()[0]?.bootCode !== undefined);
    const node = cluster.running()[0] as SandboxNode;
    expect(node.log()).toContain('vault-node: started');
    await check(node);
  } finally {
    await cluster.close();
  }
}

/** Fingerprint of the certificate that the node serves with now. */
const served = ({ instance }: SandboxNode): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ host: instance.privateIp, port: 8200, ca: authority.ca, servername: CLUSTER_NAME }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on('error', () => resolve(''));
  });

/** Waits until the node serves with another certificate than this one. */
async function other(node: SandboxNode, than: string): Promise<string> {
  let now = than;
  await until(
    async () => {
      now = await served(node);
      return now !== '' && now !== than;
    },
    () => `the node still serves with ${than}:\n${node.log().slice(-2000)}`,
  );
  return now;
}

it('serves with the new certificate when the secret has one', async () => {
  const secrets = new ClusterSecrets(aws.url);
  const issue = (): string => tlsSecret(authority.issueNode(CLUSTER_NAME, CLIENT_NAME), authority.ca);
  const secretArn = await secrets.create(issue());
  await run({ tls: { kind: 'secret', secretArn } }, async (node) => {
    const first = await other(node, '');
    const pid = node.services.pid('vault');
    await secrets.replace(secretArn, issue());
    await other(node, first);
    expect(node.services.pid('vault')).toBe(pid);
  });
});

it('keeps the old certificate when the secret has one that does not fit', async () => {
  const secrets = new ClusterSecrets(aws.url);
  const secretArn = await secrets.create(tlsSecret(authority.issueNode(CLUSTER_NAME, CLIENT_NAME), authority.ca));
  await run({ tls: { kind: 'secret', secretArn } }, async (node) => {
    const first = await other(node, '');
    await secrets.replace(secretArn, tlsSecret(authority.issueNode('another.example.com'), authority.ca));
    await until(() => node.log().includes('the certificate was not renewed: the old one stays'));
    expect(await served(node)).toBe(first);
  });
});

it('makes a key that never leaves the node, and renews the certificate after two thirds of its life', async () => {
  // The certificates of this authority begin in 2020.
  privateCa.validUntil = new Date(Date.now() + DAY_MS);
  await run({ tls: { kind: 'private-ca', caArn: CA_ARN, validityDays: 30 } }, async (node) => {
    const first = await other(node, '');
    privateCa.validUntil = undefined;
    await other(node, first);
    const key = node.file('etc/vault.d/tls/key.pem').split('\n')[1] ?? '';
    expect(privateCa.requests.join('\n')).not.toContain('PRIVATE KEY');
    for (const shown of [node.log(), node.calls()]) expect(shown).not.toContain(key);
  });
});
