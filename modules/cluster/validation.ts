import { Token } from 'cdktf';
import {
  DNS_NAME,
  known,
  ROLE_ARN,
  validateRegion,
  validateSecret,
  validateZone,
  when,
  whole,
} from '../validation/rules';
import { hasNoSource, validateDeploymentName, validateSources } from './load-balancer/validation';
import { storageOf } from './storage/default';
import type { ClusterTls, VaultClusterProps } from './vault-cluster-props';

/** A cluster of these sizes can lose one, two or three nodes. One more would add none. */
const SIZES = [3, 5, 7];
/** Two zones are left after the loss of one, so that a majority is. */
export const LEAST_ZONES = 3;
const VERSION = /^\d+\.\d+\.\d+$/;
const IMAGE_ID = /^ami-[0-9a-f]{8,17}$/;
const CA_ARN = /^arn:aws(?:-cn|-us-gov)?:acm-pca:([a-z0-9-]+):\d{12}:certificate-authority\/[0-9a-f-]+$/;
const BOUNDARY_ARN = /^arn:aws(-cn|-us-gov)?:iam::(\d{12}|aws):policy\/\S+$/;
const SHA256 = /^[0-9a-f]{64}$/;

/**
 * Finds every problem of the props. A value that is known only at the apply is not checked here.
 *
 * @returns for each problem, what is wrong and what to do
 */
export function validateVaultClusterProps(props: VaultClusterProps): string[] {
  return [
    ...validateDeployment(props),
    ...validateNames(props),
    ...validateSubnets(props),
    ...validateSoftware(props),
    ...validateSeal(props),
    ...validateTls(props.tls, props.region),
    ...validateAccess(props),
    ...validateSnapshots(props),
    ...validateInstances(props),
    ...validateSelfFence(props),
  ];
}

const validateDeployment = (props: VaultClusterProps): string[] => [
  ...validateDeploymentName(props),
  ...validateRegion('VaultCluster', props.region, props.provider),
];

function validateSelfFence({ selfFence, product = 'vault-enterprise', region }: VaultClusterProps): string[] {
  if (selfFence === undefined) return [];
  const { pair, cluster, regions } = selfFence;
  return [
    ...when(
      product === 'vault-enterprise',
      'selfFence is given for Vault Enterprise: leave it out, because a VaultDr has no rows that tell the nodes to stop.',
    ),
    ...when(
      known(pair) && !/^[a-z0-9-]+$/.test(pair),
      `selfFence.pair is "${pair}": give the identifier of the CommunityVaultDr, as in "eu1".`,
    ),
    ...when(
      known(region) && known(regions[cluster]) && regions[cluster] !== region,
      `selfFence.regions.${cluster} is "${regions[cluster]}", and the nodes are in ${region}: name the region of each cluster, and of the witness.`,
    ),
    ...when(
      new Set(Object.values(regions)).size < 3,
      'selfFence.regions has a region twice: two tables of one region are no majority when it is lost.',
    ),
  ];
}

function validateNames({ name, zone, otherNames = [] }: VaultClusterProps): string[] {
  const { hostedZoneId, zoneName } = zone;
  const bare = zoneName?.replace(/\.$/, '').toLowerCase();
  return [
    ...when(
      known(name) && !DNS_NAME.test(name),
      `name is "${name}": give a DNS name without a dot at the end, as in "vault-home.example.com".`,
    ),
    ...when(
      DNS_NAME.test(name) && known(bare) && !`.${name.toLowerCase()}`.endsWith(`.${bare}`),
      `name is "${name}", which is not in the zone "${zoneName}": give a name of that zone, or the zone of that name.`,
    ),
    ...validateZone('zone.hostedZoneId', hostedZoneId),
    ...otherNames.flatMap((other, index) =>
      when(
        known(other) && !DNS_NAME.test(other),
        `otherNames[${index}] is "${other}": give a DNS name without a dot at the end, as in "vault.example.com".`,
      ),
    ),
    ...when(
      new Set([name, ...otherNames]).size <= otherNames.length,
      'name and otherNames have a name twice: name each once.',
    ),
  ];
}

function validateSubnets({ subnets }: VaultClusterProps): string[] {
  if (Token.isUnresolved(subnets)) return [];
  const ids = new Set(subnets.map(({ subnetId }) => subnetId));
  const zones = new Set(subnets.map(({ availabilityZone }) => availabilityZone));
  return [
    ...when(ids.size < subnets.length, 'subnets has a subnet twice: name each once.'),
    ...when(
      ids.size < LEAST_ZONES,
      `subnets has ${ids.size} subnets: give at least ${LEAST_ZONES}, each in another availability zone.`,
    ),
    ...when(
      ids.size >= LEAST_ZONES && [...zones].every(known) && zones.size < LEAST_ZONES,
      `subnets are in ${zones.size} availability zones: give subnets in at least ${LEAST_ZONES}, so that a majority of the nodes is left when one is lost.`,
    ),
  ];
}

function validateSoftware(props: VaultClusterProps): string[] {
  const { product = 'vault-enterprise', version, nodes = 5, license, region, image } = props;
  const storage = storageOf(props);
  const isEnterprise = product === 'vault-enterprise';
  return [
    ...when(
      known(version) && !VERSION.test(version),
      `version is "${version}": give three numbers, as in "1.21.4", without "v" and without "+ent".`,
    ),
    ...when(
      !Token.isUnresolved(nodes) && !SIZES.includes(nodes),
      `nodes is ${nodes}: give 3, 5 or 7, because a cluster with an even number can lose no more nodes than one with a node less.`,
    ),
    ...when(
      isEnterprise && license === undefined,
      'license is missing: give the secret with the license of Vault Enterprise.',
    ),
    ...when(
      !isEnterprise && license !== undefined,
      `license is given for the product "${product}": leave it out, because only Vault Enterprise reads one.`,
    ),
    ...(license ? validateSecret('license.secretArn', license.secretArn, region) : []),
    ...when(
      'imageId' in image && known(image.imageId) && !IMAGE_ID.test(image.imageId),
      `image.imageId is "${'imageId' in image ? image.imageId : ''}": give the id of an image, as in "ami-0123456789abcdef0".`,
    ),
    ...when(
      'ssmParameter' in image && image.ssmParameter === '',
      'image.ssmParameter is empty: give the name of the parameter with the id of the image.',
    ),
    ...storage.validate({ product, nodes, region }),
  ];
}

function validateSeal({ seal = {}, product = 'vault-enterprise', region }: VaultClusterProps): string[] {
  const { key, plugin } = seal;
  const keyRegion = key?.region;
  return [
    ...when(
      known(keyRegion) && known(region) && keyRegion !== region,
      `seal.key is in ${keyRegion}, and the nodes are in ${region}: give its replica there, as in home.seal.replicaIn(this, 'seal', { provider, region }), so that they can unseal while the other region is lost.`,
    ),
    ...when(
      key !== undefined && known(key.keyArn) && !key.keyArn.startsWith('arn:'),
      `seal.key is "${key?.keyArn}": give the ARN of the key, because an alias may lead to another key.`,
    ),
    ...when(
      product === 'openbao' && plugin === undefined,
      'seal.plugin is missing: give command, version and sha256 of the plugin for AWS KMS in the image, because OpenBao no longer contains it.',
    ),
    ...when(
      product !== 'openbao' && plugin !== undefined,
      `seal.plugin is given for the product "${product}": leave it out, because Vault contains the seal.`,
    ),
    ...when(
      plugin !== undefined && known(plugin.sha256) && !SHA256.test(plugin.sha256),
      `seal.plugin.sha256 is "${plugin?.sha256}": give 64 hexadecimal digits in lower case, as sha256sum prints them.`,
    ),
  ];
}

function validateTls(tls: ClusterTls, region: string): string[] {
  if ('secretArn' in tls) return validateSecret('tls.secretArn', tls.secretArn, region);
  const { privateCaArn, validityDays } = tls;
  const [, caRegion] = known(privateCaArn) ? (CA_ARN.exec(privateCaArn) ?? []) : [];
  return [
    ...when(
      known(privateCaArn) && caRegion === undefined,
      `tls.privateCaArn is "${privateCaArn}": give the ARN of a CA of AWS Private CA.`,
    ),
    ...when(
      caRegion !== undefined && known(region) && caRegion !== region,
      `tls.privateCaArn is in ${caRegion}: give a CA in ${region}, because the other region may be lost.`,
    ),
    ...whole('tls.validityDays', validityDays, 7, 397),
  ];
}

function validateAccess({ access, awsAuth, instances }: VaultClusterProps): string[] {
  const { clients, operators = {}, peers } = access;
  const boundary = instances?.permissionsBoundaryArn;
  return [
    ...validateSources('access.clients', clients),
    ...validateSources('access.operators', operators),
    ...validateSources('access.peers', peers ?? {}),
    ...when(hasNoSource(clients), 'access.clients is empty: name who uses Vault, as in { cidrs: ["10.0.0.0/8"] }.'),
    ...(awsAuth?.roleArns ?? []).flatMap((arn, index) =>
      when(
        known(arn) && !ROLE_ARN.test(arn),
        `awsAuth.roleArns[${index}] is "${arn}": give the ARN of a role, as in "arn:aws:iam::222222222222:role/vault-auth".`,
      ),
    ),
    ...when(
      known(boundary) && !BOUNDARY_ARN.test(boundary ?? ''),
      `instances.permissionsBoundaryArn is "${boundary}": give the ARN of an IAM policy, as in "arn:aws:iam::111111111111:policy/boundary".`,
    ),
  ];
}

function validateSnapshots(props: VaultClusterProps): string[] {
  const { snapshots } = props;
  if (snapshots === undefined || snapshots === false) return [];
  const { everyMinutes, keepDays, bucket } = snapshots;
  const { kind } = storageOf(props);
  return [
    ...when(
      kind !== 'raft',
      `snapshots are given for the storage "${kind}": leave them out, because Vault takes snapshots of integrated storage alone. DynamoDB can be restored to any second.`,
    ),
    ...whole('snapshots.everyMinutes', everyMinutes, 5, 1_440),
    ...whole('snapshots.keepDays', keepDays, 1, 3_650),
    ...when(
      keepDays !== undefined && bucket !== undefined,
      'snapshots has both keepDays and bucket: leave one out, because a bucket that exists has its own rules.',
    ),
    ...when(
      known(bucket?.prefix) && /^\/|\/$|^$/.test(bucket?.prefix ?? ''),
      `snapshots.bucket.prefix is "${bucket?.prefix}": give a folder without a slash at its ends.`,
    ),
  ];
}

const validateInstances = ({ instances, healthCheck }: VaultClusterProps): string[] => [
  ...whole('instances.volumes.rootGiB', instances?.volumes?.rootGiB, 8, 16_384),
  ...whole('instances.volumes.dataGiB', instances?.volumes?.dataGiB, 10, 16_384),
  ...whole('instances.volumes.auditGiB', instances?.volumes?.auditGiB, 5, 16_384),
  ...whole('healthCheck.intervalSeconds', healthCheck?.intervalSeconds, 5, 300),
];
