import type { ClusterName } from '../../functions/shared/contract';
import type { VaultDrMember } from '../vault-dr-props';
import type { LambdaPlace } from './common-function-props';

type Member = Omit<VaultDrMember, 'clusterAddress'>;

/** Where the Lambdas of a region run, and which clusters they call. */
export function placeOf(cluster: ClusterName, { home, away }: Readonly<Record<ClusterName, Member>>): LambdaPlace {
  const { provider, region, subnetIds, securityGroupIds, clientCertificate } = { home, away }[cluster];
  const addresses = { home: home.address, away: away.address };
  return { cluster, provider, region, subnetIds, securityGroupIds, clientCertificate, addresses };
}
