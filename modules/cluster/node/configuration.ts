import type { NodeSettings } from './settings';

/** Where the two audit devices write: one on a volume of its own, so that a full one does not stop Vault. */
export const AUDIT_LOGS = ['/var/log/vault/audit.log', '/var/log/vault-second/audit.log'] as const;

/**
 * The configuration of Vault or OpenBao on a node. The node fills in what is in double braces.
 *
 * @see https://developer.hashicorp.com/vault/docs/configuration
 * @see https://openbao.org/docs/configuration
 */
export const renderConfiguration = ({ product, name, storage, licenseSecretArn }: NodeSettings): string =>
  [
    'api_addr     = "https://{{ip}}:8200"',
    'cluster_addr = "https://{{ip}}:8201"',
    `cluster_name = "${name}"`,
    'ui           = true',
    '',
    'listener "tcp" {',
    '  address         = "{{ip}}:8200"',
    '  cluster_address = "{{ip}}:8201"',
    '  tls_cert_file   = "{{root}}/etc/vault.d/tls/certificate.pem"',
    '  tls_key_file    = "{{root}}/etc/vault.d/tls/key.pem"',
    '  tls_min_version = "tls12"',
    '}',
    '',
    'raw_storage_endpoint = false',
    'telemetry {',
    '  disable_hostname = true',
    '}',
    ...(product === 'openbao' ? OPENBAO : [`disable_mlock = ${storage.kind === 'raft'}`]),
    ...(licenseSecretArn === undefined ? [] : ['license_path = "{{root}}/etc/vault.d/license.hclic"']),
    '',
  ].join('\n');

/** OpenBao takes audit devices from this file alone. Its standbys may answer from mounts that a restored snapshot replaced. */
const OPENBAO = [
  'disable_standby_reads = true',
  'plugin_directory      = "{{root}}/opt/vault/plugins"',
  ...AUDIT_LOGS.flatMap((path, index) => [
    `audit "file" "${index === 0 ? 'file' : 'second'}" {`,
    '  options {',
    `    file_path = "{{root}}${path}"`,
    '  }',
    '}',
  ]),
];

/** The seal, in a file of its own. With OpenBao it is a plugin. */
export const renderSeal = ({ region, sealKeyArn, sealPlugin }: NodeSettings): string =>
  [
    ...(sealPlugin
      ? [
          'plugin "kms" "awskms" {',
          `  command   = "${sealPlugin.command}"`,
          `  version   = "${sealPlugin.version}"`,
          `  sha256sum = "${sealPlugin.sha256}"`,
          '}',
        ]
      : []),
    'seal "awskms" {',
    `  region     = "${region}"`,
    `  kms_key_id = "${sealKeyArn}"`,
    '}',
    '',
  ].join('\n');
