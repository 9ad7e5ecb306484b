import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvironmentConfig } from '../../live/shared/environment-config';
import { vaultLogin } from '../../live/shared/vault-login';

/** Terraform merges a file of such a name over the stack. */
const OVERRIDE_FILE = 'vault_login_override.tf.json';

/**
 * Chooses the login of Terraform's Vault provider. The stack has the login that reads, so that a plan for the reviewers
 * and an apply have the same stack.
 */
export function chooseVaultLogin(folder: string, config: EnvironmentConfig, access: 'plan' | 'apply'): void {
  const file = join(folder, OVERRIDE_FILE);
  rmSync(file, { force: true });
  if (access === 'plan' || config.vaultLoginRole === undefined) return;
  const { role, awsRegion, headerValue } = vaultLogin(config, access);
  const login = { role, aws_region: awsRegion, header_value: headerValue };
  writeFileSync(file, `${JSON.stringify({ provider: { vault: [{ auth_login_aws: [login] }] } }, undefined, 2)}\n`);
}
