import { partitionOf } from '../../functions/shared/partition';
import type { VaultDrMember, VaultDrProps } from '../vault-dr-props';
import { DNS_NAME, known, same, validateRegion, validateSecret, when } from './rules';

export function validateCluster(prop: string, cluster: VaultDrMember, clientName: string): string[] {
  const { address, region, provider, subnetIds, securityGroupIds, dnsName, loadBalancer, clusterAddress } = cluster;
  const url = known(address) && URL.canParse(address) ? new URL(address) : undefined;
  const isBare = url?.protocol === 'https:' && url.pathname === '/' && !url.search && !url.username;
  return [
    ...when(
      known(address) && !isBare,
      `${prop}.address is "${address}": give it as https://host:port, without a path.`,
    ),
    ...when(
      url !== undefined && url.hostname === clientName.toLowerCase(),
      `${prop}.address is the client name, which does not always lead to this cluster: give the address of the cluster itself.`,
    ),
    ...when(
      address !== undefined && !known(address) && dnsName === undefined && loadBalancer === undefined,
      `${prop}.address is known only at the apply, so its host cannot be the target of the CNAME: give ${prop}.dnsName or ${prop}.loadBalancer as well.`,
    ),
    ...validateRegion(prop, region, provider),
    ...validateClientCertificate(prop, cluster),
    ...when(subnetIds.length === 0, `${prop}.subnetIds is empty: give the private subnets of the Lambdas.`),
    ...when(
      securityGroupIds.length === 0,
      `${prop}.securityGroupIds is empty: give the security groups of the Lambdas.`,
    ),
    ...when(
      dnsName !== undefined && loadBalancer !== undefined,
      `${prop} has both dnsName and loadBalancer: give one of them.`,
    ),
    ...when(
      known(dnsName) && !DNS_NAME.test(dnsName ?? ''),
      `${prop}.dnsName is "${dnsName}": give a DNS name, as in "vault-primary.example.com".`,
    ),
    ...when(
      known(dnsName) && dnsName?.toLowerCase() === clientName.toLowerCase(),
      `${prop}.dnsName is the client name, whose CNAME would point to itself: give the name of the cluster.`,
    ),
    ...when(
      dnsName === undefined && loadBalancer === undefined && url !== undefined && !DNS_NAME.test(url.hostname),
      `${prop}.address has no DNS name for the CNAME: give dnsName or loadBalancer as well.`,
    ),
    ...when(
      known(clusterAddress) && !/^https:\/\/[^/]+:\d+$/.test(clusterAddress ?? ''),
      `${prop}.clusterAddress is "${clusterAddress}": give it as https://host:8201.`,
    ),
  ];
}

function validateClientCertificate(prop: string, { clientCertificate, region }: VaultDrMember): string[] {
  const { secretArn } = clientCertificate ?? {};
  return secretArn === undefined ? [] : validateSecret(`${prop}.clientCertificate.secretArn`, secretArn, region);
}

export function validatePair({ home, away }: VaultDrProps): string[] {
  return [
    ...when(
      same(home.address, away.address),
      'home.address and away.address are equal: give the addresses of two clusters.',
    ),
    ...when(
      same(home.region, away.region),
      'home.region and away.region are equal: choose two, so that the loss of one region does not take both clusters.',
    ),
    ...when(
      known(home.region) && known(away.region) && partitionOf(home.region) !== partitionOf(away.region),
      `home.region "${home.region}" and away.region "${away.region}" are in two AWS partitions, and no IAM role works in both: choose regions of one partition.`,
    ),
    ...when(
      home.provider === away.provider,
      'home.provider and away.provider are the same: each region needs its own.',
    ),
    ...when(
      (home.loadBalancer === undefined) !== (away.loadBalancer === undefined),
      'Only one cluster has a loadBalancer: give one to both or to neither, because the records are both ALIAS or both CNAME.',
    ),
    ...when(
      (home.clientCertificate === undefined) !== (away.clientCertificate === undefined),
      'Only one cluster has a clientCertificate: give one to both or to neither, because the Lambdas of each region call both clusters.',
    ),
    ...when(
      (home.loadBalancer?.ipv6 ?? false) !== (away.loadBalancer?.ipv6 ?? false),
      'Only one loadBalancer has ipv6: set it for both or for neither, because a client that uses IPv6 could not reach the other cluster.',
    ),
  ];
}

/** A pair that may have a third region. */
interface WitnessedPair {
  readonly home: Pick<VaultDrMember, 'region' | 'provider'>;
  readonly away: Pick<VaultDrMember, 'region' | 'provider'>;
  readonly witness?: VaultDrProps['witness'];
}

/** A witness in the region of a cluster would be lost together with the cluster. */
export function validateWitness({ home, away, witness }: WitnessedPair): string[] {
  if (!witness) return [];
  const beside = (cluster: 'home' | 'away', { region, provider }: WitnessedPair['home']): string[] => [
    ...when(
      same(region, witness.region),
      `witness.region and ${cluster}.region are equal: give a third region, or leave witness out.`,
    ),
    ...when(
      provider === witness.provider,
      `witness.provider and ${cluster}.provider are the same: each region needs its own.`,
    ),
  ];
  return [
    ...validateRegion('witness', witness.region, witness.provider),
    ...beside('home', home),
    ...beside('away', away),
  ];
}
