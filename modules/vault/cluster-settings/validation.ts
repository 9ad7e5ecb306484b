import { CIDR, DNS_NAME, known, REGION, validateSlug, when, whole } from '../../validation/rules';
import type { NodeIdentity, SnapshotAgent, VaultClusterSettingsProps } from './props';

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** A name in a path of Vault. */
const NAME = /^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$/i;
const ONE_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/;

/** Finds every problem of the props. A value that is known only at the apply is not checked. */
export function validateClusterSettings(props: VaultClusterSettingsProps): string[] {
  const { environment, identifier, product = 'vault-enterprise', storage = 'raft', nodes = 5 } = props;
  const { clusters, mount, boundCidrs = [], auditFiles, snapshots } = props;
  const roles = clusters.map(({ role }) => role);
  return [
    ...validateSlug('environment', environment),
    ...validateSlug('identifier', identifier),
    ...when(known(nodes) && ![3, 5, 7].includes(nodes), `nodes is ${nodes}: give 3, 5 or 7.`),
    ...when(clusters.length === 0, 'clusters is empty: name at least one cluster.'),
    ...when(
      new Set(roles).size < roles.length,
      'clusters has a role twice: give each cluster a role of its own, because one mount serves both.',
    ),
    ...clusters.flatMap((cluster, index) => validateIdentity(`clusters[${index}]`, cluster)),
    ...when(
      mount !== undefined && known(mount) && !mount.split('/').every((part) => NAME.test(part)),
      `mount is "${mount}": give a path of letters, digits, dashes and underscores without a slash at either end, as in "vault-nodes".`,
    ),
    ...boundCidrs.flatMap((cidr) =>
      when(known(cidr) && !CIDR.test(cidr), `boundCidrs has "${cidr}": give CIDR blocks, as in "10.0.0.0/16".`),
    ),
    ...validateAudit(product, auditFiles),
    ...(snapshots === undefined ? [] : validateSnapshots(snapshots, product, storage)),
  ];
}

function validateIdentity(prop: string, { role, name, caCertificate }: NodeIdentity): string[] {
  return [
    ...when(
      known(role) && !NAME.test(role),
      `${prop}.role is "${role}": use letters, digits, dashes and underscores, as in "vault-nodes-home".`,
    ),
    // A wildcard would let every certificate of the CA in.
    ...when(
      known(name) && !DNS_NAME.test(name),
      `${prop}.name is "${name}": give the whole DNS name of the cluster, as in "vault-home.example.com".`,
    ),
    ...when(
      known(caCertificate) && !ONE_CERTIFICATE.test(caCertificate),
      `${prop}.caCertificate is no certificate: give the CA in PEM, from -----BEGIN CERTIFICATE----- on.`,
    ),
    ...when(
      known(caCertificate) && caCertificate.includes('PRIVATE KEY'),
      `${prop}.caCertificate contains a private key: give the certificate alone, and replace the CA, because the key is in this code.`,
    ),
  ];
}

function validateAudit(
  product: VaultClusterSettingsProps['product'],
  files: VaultClusterSettingsProps['auditFiles'],
): string[] {
  if (files === undefined || files === false) return [];
  return [
    ...when(
      product === 'openbao',
      'auditFiles is given, but OpenBao takes audit devices only from its configuration: leave auditFiles out.',
    ),
    ...files.flatMap((file) =>
      when(known(file) && !/^\/\S+$/.test(file), `auditFiles has "${file}": give absolute paths, without spaces.`),
    ),
    ...when(
      new Set(files).size < files.length,
      'auditFiles has one file twice: give two, on two volumes, so that one full disk does not stop Vault.',
    ),
  ];
}

function validateSnapshots(
  { bucket, region, prefix, everyMinutes, keep }: SnapshotAgent,
  product: VaultClusterSettingsProps['product'],
  storage: string,
): string[] {
  return [
    ...when(
      product !== 'vault-enterprise',
      `snapshots is given, but ${product} takes none by itself: leave it out, the nodes take them (snapshots of VaultCluster).`,
    ),
    ...when(storage !== 'raft', `snapshots is given, but storage is "${storage}": only raft has snapshots.`),
    ...when(known(bucket) && !BUCKET.test(bucket), `snapshots.bucket is "${bucket}": give the name of an S3 bucket.`),
    ...when(
      known(region) && !REGION.test(region),
      `snapshots.region is "${region}": give an AWS region, as in "eu-west-1".`,
    ),
    ...when(
      prefix !== undefined && known(prefix) && !/^[^\s/](\S*[^\s/])?$/.test(prefix),
      `snapshots.prefix is "${prefix}": give it without spaces, and without a slash at either end.`,
    ),
    ...whole('snapshots.everyMinutes', everyMinutes, 5, 1440),
    ...whole('snapshots.keep', keep, 1, 10_000),
  ];
}
