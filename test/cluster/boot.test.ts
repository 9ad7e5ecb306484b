import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeSettings } from '../../modules/cluster/node/settings';
import { createAuthority } from '../helpers/certificates';
import { until } from '../helpers/until';
import { startMinistack, type Ministack } from '../local/aws/ministack';
import { CLIENT_NAME, CLUSTER_NAME, SandboxCluster } from '../local/cluster/sandbox-cluster';
import type { NodeImage, SandboxNode } from '../local/cluster/sandbox-node';
import { ClusterSecrets, tlsSecret } from '../local/cluster/secrets';

jest.setTimeout(60_000);

const LICENSE = 'planted-licence-02MV4UU43BK5';
const authority = createAuthority();
let folder: string;
let aws: Ministack;
let secrets: ClusterSecrets;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vault-boot-'));
  aws = await startMinistack({ directory: folder, environment: {} });
  secrets = new ClusterSecrets(aws.url);
}, 120_000);
afterAll(async () => {
  await aws.stop();
  rmSync(folder, { recursive: true, force: true });
});

const good = (): string => tlsSecret(authority.issueNode(CLUSTER_NAME, CLIENT_NAME), authority.ca);

interface Case {
  readonly secret?: string;
  readonly settings?: Partial<NodeSettings>;
  readonly image?: Partial<NodeImage>;
}

/** Boots one node, and hands it to the check when its user data have ended. */
async function boot(
  { secret = good(), settings, image = {} }: Case,
  check: (node: SandboxNode) => void,
): Promise<void> {
  const tls = { kind: 'secret', secretArn: await secrets.create(secret) } as const;
  const cluster = new SandboxCluster({ nodes: 1, awsUrl: aws.url, settings: { tls, ...settings }, image });
  try {
    await cluster.open();
    await until(() => cluster.running()[0]?.bootCode !== undefined);
    check(cluster.running()[0] as SandboxNode);
  } finally {
    await cluster.close();
  }
}

/** The last line of a node that does not start, without its time. */
const refusal = (node: SandboxNode): string | undefined => node.lines.at(-1)?.replace(/^boot: \S+ vault-node: /, '');

/** A program that only says its version. */
function program(name: string, says: string): NodeImage['binary'] {
  const path = join(folder, `${name}-${says.replace(/\W/g, '')}`);
  writeFileSync(path, `#!/bin/sh\necho '${says}'\n`);
  chmodSync(path, 0o755);
  return { name, path };
}

/** Waits for nothing: a node that is refused has ended, and has started no service. */
async function refuses(given: Case, ...lines: readonly string[]): Promise<void> {
  await boot(given, (node) => {
    expect(node.log()).toContain(lines[0]);
    expect(refusal(node)).toBe(lines.at(-1));
    expect(node.bootCode).toBe(1);
    expect(node.services.pid('vault')).toBeUndefined();
    expect(node.calls()).not.toContain('systemctl start');
  });
}

const NO_CERTIFICATE = 'REFUSED: the node has no certificate that it can serve with';

describe('the image', () => {
  it('has to have the version of the cluster', () =>
    refuses({ settings: { version: '2.8.0' } }, 'REFUSED: the image has bao 2.7.2, and the cluster needs 2.8.0'));

  it('has to be Vault Enterprise where the cluster is', () =>
    refuses(
      {
        settings: { product: 'vault-enterprise', version: '1.21.4' },
        image: { binary: program('vault', 'Vault v1.21.4 (abc), built 2026-01-01') },
      },
      'REFUSED: the image has vault 1.21.4, which is not Vault Enterprise',
    ));

  it.each(['aws', 'jq', 'curl', 'openssl', 'logrotate', 'bao'])('has to have %s', (tool) =>
    refuses({ image: { without: [tool] } }, `REFUSED: the image lacks ${tool}`),
  );

  it('has to have the seal plugin whose checksum is pinned', () =>
    refuses(
      { settings: { sealPlugin: { command: 'seal-plugin', version: 'v1', sha256: 'ab' } } },
      'REFUSED: the seal plugin ./opt/vault/plugins/seal-plugin does not have the SHA-256 ab',
    ));
});

describe('a storage with a login', () => {
  const storage = (secretArn: string): NodeSettings['storage'] => ({
    kind: 'postgresql',
    stanza: 'storage "inmem" {}',
    login: { secretArn, entry: 'db.example.com:5432:bao:bao' },
  });

  it('is told the password by a file that Vault alone reads, and nothing else has it', async () => {
    const secretArn = await secrets.create(JSON.stringify({ password: 'planted:pass\\word', ca_chain: authority.ca }));
    await boot({ settings: { storage: storage(secretArn) } }, (node) => {
      expect(node.file('etc', 'vault.d', 'database-login')).toBe(
        'db.example.com:5432:bao:bao:planted\\:pass\\\\word\n',
      );
      expect(node.file('etc', 'vault.d', 'database-ca.pem').trim()).toBe(authority.ca.trim());
      expect(node.readableFiles()).not.toContain('database-login');
      for (const text of [node.log(), node.calls(), node.file('etc', 'vault.d', 'storage.hcl')]) {
        expect(text).not.toContain('planted');
      }
    });
  });

  it('has to have a secret with two fields', async () => {
    const secretArn = await secrets.create('{"password": "planted"}');
    await refuses(
      { settings: { storage: storage(secretArn) } },
      `REFUSED: the secret ${secretArn} has no fields password and ca_chain in JSON`,
    );
  });
});

describe('the certificate', () => {
  it('has to have the name of the cluster and the other names', () =>
    refuses(
      { secret: tlsSecret(authority.issueNode(CLUSTER_NAME), authority.ca) },
      `the certificate does not have the name ${CLIENT_NAME}`,
      NO_CERTIFICATE,
    ));

  it('has to have its own key', () =>
    refuses(
      {
        secret: tlsSecret(
          {
            cert: authority.issueNode(CLUSTER_NAME, CLIENT_NAME).cert,
            key: authority.issueNode(CLUSTER_NAME, CLIENT_NAME).key,
          },
          authority.ca,
        ),
      },
      'the private key does not belong to the certificate',
      NO_CERTIFICATE,
    ));

  it('has to be valid still', () =>
    refuses(
      {
        secret: tlsSecret(authority.issueUntil(new Date('2021-01-01'), CLUSTER_NAME, CLIENT_NAME), authority.ca),
      },
      'the certificate has expired',
      NO_CERTIFICATE,
    ));

  it('has to be good for a client, because the node logs in with it', () =>
    refuses(
      { secret: tlsSecret(authority.issue(CLUSTER_NAME, CLIENT_NAME), authority.ca) },
      'the certificate, by its ca_chain, is not good for sslclient: it needs server and client authentication',
      NO_CERTIFICATE,
    ));

  it('has to be in a secret with three fields', () =>
    refuses({ secret: 'planted-not-json' }, 'has no field certificate in JSON', NO_CERTIFICATE));

  it('has to be signed by the chain that comes with it', () =>
    refuses(
      { secret: tlsSecret(authority.issueNode(CLUSTER_NAME, CLIENT_NAME), createAuthority().ca) },
      'the certificate, by its ca_chain, is not good for sslserver',
      NO_CERTIFICATE,
    ));
});

describe('a node that boots', () => {
  it('makes file systems, and keeps key and licence in files that nobody else can read or see', async () => {
    const secret = good();
    const keyLine = (JSON.parse(secret) as { private_key: string }).private_key.split('\n')[1] ?? '';
    await boot({ secret, settings: { licenseSecretArn: await secrets.create(LICENSE) } }, (node) => {
      expect(node.log()).toContain('vault-node: started openbao 2.7.2');
      expect(node.calls().match(/^mkfs\.xfs/gm)).toHaveLength(2);
      expect(node.readableFiles().filter((name) => !/\.hcl$/.test(name))).toEqual([]);
      expect(node.file('etc/vault.d/license.hclic').trim()).toBe(LICENSE);
      for (const shown of [node.log(), node.calls()]) {
        expect(shown).not.toContain(LICENSE);
        expect(shown).not.toContain(keyLine);
      }
    });
  });
});
