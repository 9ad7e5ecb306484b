import { quote } from '../render/command-line';
import type { InitTarget } from './init';
import type { InitRequest } from './request';

/** What to do after the cluster is initialised, as lines of a shell with comments. */
export function nextCommands({ address, environment, cluster }: InitTarget, request: InitRequest): string[] {
  const { rootHolder, out, plainKeysTo } = request;
  const token =
    rootHolder === undefined
      ? `jq -r .rootToken ${quote(plainKeysTo ?? '')}`
      : `jq -r .rootToken.token ${quote(out ?? '')} | base64 -d | gpg --decrypt`;
  const pair = environment === undefined ? '' : ` ${environment}`;
  return [
    '# 1. Read the root token, where it can be decrypted:',
    `export VAULT_ADDR=${address} VAULT_TOKEN="$(${token})"`,
    '# 2. Apply the stack with VaultClusterSettings and VaultDr. Make a login for people, and sign in with it once.',
    ...(cluster === 'away'
      ? ['#    Not for a cluster that becomes a DR secondary: enabling it wipes what it has.']
      : []),
    '# 3. Once both clusters are initialised, make them a pair. VAULT_SECONDARY_TOKEN is a root token of the other cluster,',
    '#    which the tool asks for:',
    `vault-dr enable${pair}`,
    '# 4. Revoke the root token:',
    'vault token revoke -self',
  ];
}
