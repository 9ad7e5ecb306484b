/**
 * Source of a replacement for `live/shared/environment-stack.ts` that needs no provider. It has the same backend, and one
 * built-in resource of Terraform with the version and a zip of the pinned module, so each release changes the stack.
 *
 * The variable `PROTECTED` gives the resource an attribute with which AWS refuses to delete a resource.
 *
 * The variable `APPLY_GATE` names a file. When it is set, an apply waits until that file exists. The stack has another
 * content then, so a review does not allow it, but the digest of its changes is the same.
 */
export const PROVIDER_FREE_STACK = String.raw`
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AssetType, DataResource, S3Backend, TerraformAsset, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { VaultDr } from 'cdktf-vault-dr';
import type { EnvironmentConfig } from './environment-config';
import { stateKey, stateKeyAlias } from './state';

const packageOf = (folder: string): string =>
  existsSync(join(folder, 'package.json')) ? folder : packageOf(dirname(folder));

export class EnvironmentStack extends TerraformStack {
  constructor(scope: Construct, { environment, state }: EnvironmentConfig) {
    super(scope, 'vault-dr-' + environment);
    if (VaultDr === undefined) throw new Error('there is no module');
    new S3Backend(this, { ...state, key: stateKey(environment), encrypt: true, kmsKeyId: stateKeyAlias(environment) });
    this.addOverride('terraform.backend.s3.use_lockfile', true);
    const folder = packageOf(dirname(require.resolve('cdktf-vault-dr')));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const zip = new TerraformAsset(this, 'auth', { path: join(folder, 'lib/functions/auth.zip'), type: AssetType.FILE });
    new DataResource(this, 'module', {
      input: { version, zip: zip.fileName, deletion_protection_enabled: process.env.PROTECTED === 'yes' },
      triggersReplace: { version },
      ...(process.env.APPLY_GATE && {
        provisioners: [{ type: 'local-exec', command: 'until [ -e "$APPLY_GATE" ]; do sleep 0.05; done' }],
      }),
    });
    new TerraformOutput(this, 'version', { value: version });
  }
}
`;
