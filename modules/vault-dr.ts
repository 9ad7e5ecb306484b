import { Annotations, TerraformOutput } from 'cdktf';
import { Construct } from 'constructs';
import type { ClusterName } from '../functions/shared/contract';
import { WeightedRecords, type RecordTarget } from './aws/weighted-records';
import { ControlPlane } from './control-plane';
import { invalidProps } from './private/errors';
import { nameOf } from './private/names';
import { RegionalStore } from './regional-store';
import { outputsOf } from './vault-dr-outputs';
import type { VaultClusterProps, VaultDrProps } from './vault-dr-props';
import { validateVaultDrProps } from './vault-dr-validation';
import { AwsAuth } from './vault/aws-auth';
import { OperationTokenRole } from './vault/operation-token-role';
import { WitnessStore } from './witness-store';

/**
 * The DR control plane of one pair of Vault Enterprise clusters: the policies and roles in Vault, the weighted records
 * of the client name, and in each region the secret, the lease and journal table, and the four Lambdas.
 *
 * @throws Error that lists every problem of the props
 */
export class VaultDr extends Construct {
  /** DNS name that clients use. */
  readonly clientName: string;
  /** Policy and token role of the DR operation token. */
  readonly operationTokenRole: OperationTokenRole;
  /** AWS-auth role of the Lambda `auth`. */
  readonly awsAuth: AwsAuth;
  /** Weighted records of the client name. */
  readonly records: WeightedRecords;
  /** What each region keeps. */
  readonly stores: Readonly<Record<ClusterName, RegionalStore>>;
  /** What the third region keeps; `undefined` without a third region. */
  readonly witness: WitnessStore | undefined;
  /** The Lambdas of each region. */
  readonly controlPlanes: Readonly<Record<ClusterName, ControlPlane>>;

  constructor(scope: Construct, id: string, props: VaultDrProps) {
    super(scope, id);
    const problems = validateVaultDrProps(props);
    if (problems.length > 0) throw invalidProps('VaultDr', problems);

    const { home, away, clientName } = props;
    this.warnOfSharedFate(home, away);
    this.clientName = clientName;
    this.operationTokenRole = new OperationTokenRole(this, 'operation-token-role', {
      ...props,
      extraRules: props.extraOperationTokenRules,
    });
    this.records = new WeightedRecords(this, 'records', {
      ...props,
      provider: home.provider,
      region: home.region,
      targets: { home: recordTarget(home), away: recordTarget(away) },
      ttlSeconds: props.recordTtlSeconds,
    });
    this.stores = { home: this.createStore('home', props), away: this.createStore('away', props) };
    this.witness = props.witness && new WitnessStore(this, 'witness', { ...props, ...props.witness });
    this.controlPlanes = { home: this.createControlPlane('home', props), away: this.createControlPlane('away', props) };
    this.awsAuth = new AwsAuth(this, 'aws-auth', {
      ...props,
      serverId: clientName,
      ...props.awsAuth,
      principalArns: [this.controlPlanes.home.auth.lambda.roleArn, this.controlPlanes.away.auth.lambda.roleArn],
      tokenRole: this.operationTokenRole.roleName,
    });
    if (props.outputs ?? true) this.createOutputs(props);
  }

  /** Route 53 is changed only through us-east-1. While that region is lost, the client name cannot be moved. */
  private warnOfSharedFate(home: VaultClusterProps, away: VaultClusterProps): void {
    if (![home.region, away.region].includes('us-east-1')) return;
    Annotations.of(this).addWarning(
      'A cluster is in us-east-1, where the control plane of Route 53 is too. If that region is lost, the client name ' +
        'cannot be moved until Route 53 recovers. Choose another region, or turn on accelerated recovery for a public ' +
        'hosted zone.',
    );
  }

  private createStore(cluster: ClusterName, props: VaultDrProps): RegionalStore {
    const { provider, region } = props[cluster];
    return new RegionalStore(this, `${cluster}-store`, { ...props, provider, region });
  }

  private createControlPlane(cluster: ClusterName, props: VaultDrProps): ControlPlane {
    const { home, away, awsAuth, clientName } = props;
    const { provider, region, subnetIds, securityGroupIds } = props[cluster];
    return new ControlPlane(this, `${cluster}-control-plane`, {
      ...props,
      cluster,
      provider,
      region,
      subnetIds,
      securityGroupIds,
      addresses: { home: home.address, away: away.address },
      clusterAddresses: { home: home.clusterAddress, away: away.clusterAddress },
      stores: this.stores,
      witnessTable: this.witness?.table,
      records: this.records,
      login: {
        mountPath: awsAuth?.path ?? 'aws',
        serverId: awsAuth?.serverId ?? clientName,
        stsRegion: awsAuth?.stsRegion,
      },
      // The role in Vault is bound to the Lambdas' IAM roles, so it is created after them. Here only its name is known.
      authRole: nameOf('dr-operation-token-gen', props),
      tokenRole: this.operationTokenRole.roleName,
    });
  }

  private createOutputs(props: VaultDrProps): void {
    for (const [name, value] of Object.entries(outputsOf(this, props))) {
      // The construct's id comes first, so that the outputs of two pairs in one stack have different names.
      new TerraformOutput(this, name, { value }).overrideLogicalId(`${this.node.id}_${name}`);
    }
  }
}

const recordTarget = ({ address, dnsName, loadBalancer }: VaultClusterProps): RecordTarget =>
  loadBalancer
    ? { dnsName: loadBalancer.dnsName, loadBalancerZoneId: loadBalancer.zoneId, ipv6: loadBalancer.ipv6 }
    : { dnsName: dnsName ?? new URL(address).hostname };
