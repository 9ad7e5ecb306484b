import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VaultClusterSettings, type NodeIdentity } from 'cdktf-vault-dr';
import { synthesise } from '../../modules/synthesise';
import { KmsGrants } from '../aws/kms-grants';
import { loadStack } from '../aws/load-stack';
import type { VaultAdmin } from '../aws/resources/vault-admin';

/** Synthesises `VaultClusterSettings` for a cluster of OpenBao, and applies what it declares to a real one. */
export async function loadClusterSettings(
  clusters: readonly NodeIdentity[],
  vault: Pick<VaultAdmin, 'write'>,
): Promise<void> {
  const stack = synthesise((scope) => {
    new VaultClusterSettings(scope, 'it', {
      environment: 'test',
      identifier: 'a1',
      product: 'openbao',
      nodes: 3,
      clusters,
    });
  });
  const directory = mkdtempSync(join(tmpdir(), 'cluster-settings-'));
  try {
    writeFileSync(join(directory, 'cdk.tf.json'), JSON.stringify(stack));
    // Nothing of it is in AWS.
    const unused = { endpoint: 'http://127.0.0.1:1', grants: new KmsGrants(), accountId: '111111111111' };
    await loadStack({ directory, vault, ...unused });
  } finally {
    rmSync(directory, { recursive: true });
  }
}
