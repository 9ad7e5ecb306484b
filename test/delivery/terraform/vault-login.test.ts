import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseVaultLogin } from '../../../delivery/terraform/vault-login';
import { CONFIGS, ENVIRONMENTS } from '../../../live/environments';

describe("Terraform's login to Vault", () => {
  const folder = mkdtempSync(join(tmpdir(), 'vault-dr-login-'));
  const file = join(folder, 'vault_login_override.tf.json');

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(ENVIRONMENTS)('of %s writes only at an apply', (environment) => {
    const config = CONFIGS[environment];
    chooseVaultLogin(folder, config, 'apply');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      provider: {
        vault: [
          {
            auth_login_aws: [
              { role: `terraform-${environment}-apply`, aws_region: 'eu-west-1', header_value: config.clientName },
            ],
          },
        ],
      },
    });
    chooseVaultLogin(folder, config, 'plan');
    expect(existsSync(file)).toBe(false);
  });

  it('is a token in a variable when the environment has no role', () => {
    const { vaultLoginRole, ...config } = CONFIGS.dev;
    expect(vaultLoginRole).toBe('terraform-dev');
    chooseVaultLogin(folder, config, 'apply');
    expect(existsSync(file)).toBe(false);
  });
});
