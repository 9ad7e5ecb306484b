import type { StorageContext, VaultStorage } from './storage';

/** Folder of the storage on a node. */
export const RAFT_PATH = '/opt/vault/data';

/** Settings of `raftStorage`. */
export interface RaftStorageOptions {
  /**
   * Makes one node of each Availability Zone a voter and the others its spare nodes. Only Vault Enterprise can do it.
   *
   * @default false
   */
  readonly redundancyZones?: boolean;
}

/** Integrated storage: each node keeps all data on a volume of its own, and finds the other nodes by their EC2 tag. */
export const raftStorage = ({ redundancyZones = false }: RaftStorageOptions = {}): VaultStorage => ({
  kind: 'raft',
  validate: ({ product }) =>
    redundancyZones && product !== 'vault-enterprise'
      ? [`redundancyZones works with 'vault-enterprise' only, and product is '${product}': leave it out`]
      : [],
  bind: (_scope, context) => ({
    stanza: raftStanza(context, redundancyZones),
    // The role of the nodes may look for instances anyway.
    permissions: [],
    warnings: [],
  }),
});

/** @see https://developer.hashicorp.com/vault/docs/configuration/storage/raft */
function raftStanza({ region, serverName, joinTag }: StorageContext, redundancyZones: boolean): string {
  const autoJoin = `provider=aws region=${region} tag_key=${joinTag.key} tag_value=${joinTag.value} addr_type=private_v4`;
  return [
    'storage "raft" {',
    `  path                   = "{{root}}${RAFT_PATH}"`,
    '  node_id                = "{{instance_id}}"',
    '  performance_multiplier = 1',
    ...(redundancyZones ? ['  autopilot_redundancy_zone = "{{zone}}"'] : []),
    '  retry_join {',
    `    auto_join             = "${autoJoin}"`,
    '    auto_join_scheme      = "https"',
    `    leader_tls_servername = "${serverName}"`,
    '    leader_ca_cert_file   = "{{root}}/etc/vault.d/tls/ca.pem"',
    '  }',
    '}',
    '',
  ].join('\n');
}
