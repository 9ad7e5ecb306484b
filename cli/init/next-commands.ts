import type { ReplicationKind } from '../../functions/dr-operations/replication/traits';
import type { ClusterName } from '../../functions/shared/contract';
import { quote } from '../render/command-line';
import type { InitTarget } from './init';
import type { InitRequest } from './request';

/** What to do after the cluster is initialised, as lines of a shell with comments. */
export function nextCommands(
  { address, environment, cluster, replication = 'enterprise' }: InitTarget,
  request: InitRequest,
): string[] {
  const { rootHolder, out, plainKeysTo } = request;
  const token =
    rootHolder === undefined
      ? `jq -r .rootToken ${quote(plainKeysTo ?? '')}`
      : `jq -r .rootToken.token ${quote(out ?? '')} | base64 -d | gpg --decrypt`;
  const pair = environment === undefined ? '' : ` ${environment}`;
  return [
    '# 1. Read the root token, where it can be decrypted:',
    `export VAULT_ADDR=${address} VAULT_TOKEN="$(${token})"`,
    ...MAKE_A_PAIR[replication]({ pair, cluster }),
    '# 4. Revoke the root token:',
    'vault token revoke -self',
  ];
}

/** What makes a pair of two clusters that are initialised. */
const MAKE_A_PAIR: Readonly<
  Record<ReplicationKind, (of: { readonly pair: string; readonly cluster: ClusterName | undefined }) => string[]>
> = {
  enterprise: ({ pair, cluster }) => [
    '# 2. Apply the stack with VaultClusterSettings and VaultDr. Make a login for people, and sign in with it once.',
    ...(cluster === 'away'
      ? ['#    Not for a cluster that becomes a DR secondary: enabling it wipes what it has.']
      : []),
    '# 3. Once both clusters are initialised, make them a pair. VAULT_SECONDARY_TOKEN is a root token of the other cluster,',
    '#    which the tool asks for:',
    `vault-dr enable${pair}`,
  ],
  snapshot: ({ pair, cluster }) => [
    '# 2. Apply the stack with VaultClusterSettings and CommunityVaultDr, which needs both clusters initialised.',
    ...(cluster === 'away'
      ? [
          '# 3. Park it. Never on a cluster with data: a restore deletes what it holds.',
          'vault write dr/parked by="$USER"',
          `vault-dr status${pair}`,
        ]
      : [
          '# 3. Make a login for people, and sign in with it once. The other cluster is parked, and needs none. Then look:',
          `vault-dr status${pair}`,
        ]),
  ],
  postgres: ({ pair }) => [
    '# 2. Apply the stack with the pair. The nodes of away start on a streaming replica of this database, which is',
    '#    initialised with it.',
    '# 3. Make a login for people, and sign in with it once. Then look:',
    `vault-dr status${pair}`,
  ],
};
