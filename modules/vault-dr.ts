import { TerraformOutput } from 'cdktf';
import { Construct } from 'constructs';
import type { ClusterName } from '../functions/shared/contract';
import { ControlPlane } from './aws/control-plane';
import { RegionalStore } from './aws/regional-store';
import { WeightedRecords, type RecordTarget } from './aws/weighted-records';
import { WitnessStore } from './aws/witness-store';
import { invalidProps } from './private/errors';
import { nameOf } from './private/names';
import { inMilliseconds } from './private/units';
import { validateVaultDrProps } from './private/validate';
import { DEFAULTS, type VaultClusterProps, type VaultDrProps } from './vault-dr-props';
import { AwsAuth } from './vault/aws-auth';
import { OperationTokenRole } from './vault/operation-token-role';

/**
 * The DR control plane of one Vault Enterprise pair: the policies and roles in Vault, the client name's weighted
 * records, and in each region the secret, the lease, and the four Lambdas.
 *
 * @throws Error listing every problem of the props
 */
export class VaultDr extends Construct {
  /** The name that clients use. */
  readonly clientName: string;
  readonly operationTokenRole: OperationTokenRole;
  readonly awsAuth: AwsAuth;
  readonly records: WeightedRecords;
  /** What each region keeps. */
  readonly stores: Readonly<Record<ClusterName, RegionalStore>>;
  /** What the third region keeps, where there is one. */
  readonly witness: WitnessStore | undefined;
  /** The Lambdas of each region. */
  readonly controlPlanes: Readonly<Record<ClusterName, ControlPlane>>;

  constructor(scope: Construct, id: string, props: VaultDrProps) {
    super(scope, id);
    const problems = validateVaultDrProps(props);
    if (problems.length > 0) throw invalidProps('VaultDr', problems);

    this.clientName = props.clientName;
    this.operationTokenRole = this.createOperationTokenRole(props);
    this.records = this.createRecords(props);
    this.stores = { home: this.createStore('home', props), away: this.createStore('away', props) };
    this.witness = this.createWitness(props);
    this.controlPlanes = { home: this.createControlPlane('home', props), away: this.createControlPlane('away', props) };
    this.awsAuth = this.createAwsAuth(props);
    if (props.outputs ?? true) this.createOutputs(props);
  }

  private createOperationTokenRole(props: VaultDrProps): OperationTokenRole {
    const { environment, identifier, vaultProvider, extraOperationTokenRules } = props;
    return new OperationTokenRole(this, 'operation-token-role', {
      environment,
      identifier,
      ...(vaultProvider && { vaultProvider }),
      ...(extraOperationTokenRules && { extraRules: extraOperationTokenRules }),
    });
  }

  private createRecords(props: VaultDrProps): WeightedRecords {
    const { environment, identifier, hostedZoneId, clientName, recordTtlSeconds, home, away } = props;
    return new WeightedRecords(this, 'records', {
      environment,
      identifier,
      hostedZoneId,
      clientName,
      provider: home.provider,
      region: home.region,
      targets: { home: recordTarget(home), away: recordTarget(away) },
      ...(recordTtlSeconds !== undefined && { ttlSeconds: recordTtlSeconds }),
    });
  }

  private createStore(cluster: ClusterName, props: VaultDrProps): RegionalStore {
    const { environment, identifier, deletionProtection, tags } = props;
    const { provider, region } = props[cluster];
    return new RegionalStore(this, `${cluster}-store`, {
      environment,
      identifier,
      provider,
      region,
      ...(deletionProtection !== undefined && { deletionProtection }),
      ...(tags && { tags }),
    });
  }

  private createWitness(props: VaultDrProps): WitnessStore | undefined {
    const { environment, identifier, witness, deletionProtection, tags } = props;
    if (!witness) return undefined;
    return new WitnessStore(this, 'witness', {
      environment,
      identifier,
      ...witness,
      ...(deletionProtection !== undefined && { deletionProtection }),
      ...(tags && { tags }),
    });
  }

  private createControlPlane(cluster: ClusterName, props: VaultDrProps): ControlPlane {
    const { home, away, awsAuth, maxFailoverLagSeconds, heartbeatGraceSeconds } = props;
    const { provider, region, subnetIds, securityGroupIds } = props[cluster];
    return new ControlPlane(this, `${cluster}-control-plane`, {
      ...pickFunctionSettings(props),
      cluster,
      provider,
      region,
      subnetIds,
      securityGroupIds,
      addresses: { home: home.address, away: away.address },
      stores: this.stores,
      ...(this.witness && { witness: this.witness.table }),
      records: this.records,
      awsAuth: {
        mountPath: awsAuth?.path ?? 'aws',
        serverId: awsAuth?.serverId ?? props.clientName,
        ...(awsAuth?.stsRegion !== undefined && { stsRegion: awsAuth.stsRegion }),
      },
      // By name, because the role in Vault is bound to the Lambdas and so comes after them.
      authRole: nameOf('dr-operation-token-gen', props),
      tokenRole: this.operationTokenRole.roleName,
      operationTokenTtlSeconds: props.operationTokenTtlSeconds ?? DEFAULTS.operationTokenTtlSeconds,
      rotationMinutes: props.rotationMinutes ?? DEFAULTS.rotationMinutes,
      operationTimeoutSeconds: props.operationTimeoutSeconds ?? DEFAULTS.operationTimeoutSeconds,
      clusterAddresses: { home: home.clusterAddress, away: away.clusterAddress },
      ...(props.linkCaFile !== undefined && { linkCaFile: props.linkCaFile }),
      ...(props.maxLagWals !== undefined && { maxLagWals: props.maxLagWals }),
      ...(maxFailoverLagSeconds !== undefined && { maxFailoverLagSeconds }),
      ...(heartbeatGraceSeconds !== undefined && { heartbeatGraceSeconds }),
    });
  }

  private createAwsAuth(props: VaultDrProps): AwsAuth {
    const { environment, identifier, vaultProvider, clientName } = props;
    return new AwsAuth(this, 'aws-auth', {
      serverId: clientName,
      ...props.awsAuth,
      environment,
      identifier,
      ...(vaultProvider && { vaultProvider }),
      principalArns: [this.controlPlanes.home.auth.lambda.roleArn, this.controlPlanes.away.auth.lambda.roleArn],
      tokenRole: this.operationTokenRole.roleName,
    });
  }

  private createOutputs(props: VaultDrProps): void {
    const perRegion = (cluster: ClusterName): Record<string, string> => {
      const { auth, tokenGen, dnsSwitch, drOperations } = this.controlPlanes[cluster];
      return {
        auth_function_arn: auth.lambda.arn,
        dr_operation_token_gen_function_arn: tokenGen.lambda.arn,
        dns_switch_function_arn: dnsSwitch.lambda.arn,
        dr_operations_function_arn: drOperations.lambda.arn,
        operation_token_secret_arn: this.stores[cluster].secret.arn,
        journal_table_arn: this.stores[cluster].journal.arn,
      };
    };
    const outputs: Record<string, unknown> = {
      client_name: this.clientName,
      home: perRegion('home'),
      away: perRegion('away'),
      vault: {
        operation_token_policy: this.operationTokenRole.policyName,
        operation_token_role: this.operationTokenRole.roleName,
        token_creation_policy: this.awsAuth.policyName,
        aws_auth_path: this.awsAuth.path,
        aws_auth_role: this.awsAuth.roleName,
      },
      operator: this.operatorOutput(props),
    };
    for (const [name, value] of Object.entries(outputs)) {
      // After the construct's id, so that two pairs in one stack do not clash.
      new TerraformOutput(this, name, { value }).overrideLogicalId(`${this.node.id}_${name}`);
    }
  }

  /** Everything that the operator's tool needs to work without a configuration of its own; nothing of it is secret. */
  private operatorOutput(props: VaultDrProps): Record<string, unknown> {
    const { environment, identifier, hostedZoneId, operationTimeoutSeconds } = props;
    const optional = {
      max_lag_wals: props.maxLagWals,
      max_failover_lag_seconds: props.maxFailoverLagSeconds,
      heartbeat_grace_ms: inMilliseconds(props.heartbeatGraceSeconds),
      witness_region: props.witness?.region,
      link_ca_file: props.linkCaFile,
      ca_pem: props.caPem,
    };
    const cluster = (name: ClusterName): Record<string, unknown> => {
      const { auth, tokenGen, dnsSwitch, drOperations } = this.controlPlanes[name];
      const { address, region, clusterAddress } = props[name];
      return {
        region,
        address,
        dns_name: recordTarget(props[name]).dnsName,
        set_identifier: this.records.setIdentifiers[name],
        operation_token_secret_arn: this.stores[name].secret.arn,
        functions: {
          auth: auth.lambda.arn,
          'dr-operation-token-gen': tokenGen.lambda.arn,
          'dns-switch': dnsSwitch.lambda.arn,
          'dr-operations': drOperations.lambda.arn,
        },
        ...(clusterAddress !== undefined && { cluster_address: clusterAddress }),
      };
    };
    return {
      environment,
      identifier,
      client_name: this.clientName,
      hosted_zone_id: hostedZoneId,
      journal_table: this.stores.home.journal.name,
      operation_timeout_seconds: operationTimeoutSeconds ?? DEFAULTS.operationTimeoutSeconds,
      ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
      home: cluster('home'),
      away: cluster('away'),
    };
  }
}

const recordTarget = ({ address, dnsName, loadBalancer }: VaultClusterProps): RecordTarget =>
  loadBalancer
    ? { dnsName: loadBalancer.dnsName, loadBalancerZoneId: loadBalancer.zoneId }
    : { dnsName: dnsName ?? new URL(address).hostname };

/** The props that every Lambda gets as they are. */
function pickFunctionSettings(props: VaultDrProps) {
  const { environment, identifier, caPem, architecture, runtime, logRetentionDays, logLevel, tags } = props;
  const { permissionsBoundaryArn } = props;
  return {
    environment,
    identifier,
    ...(caPem !== undefined && { caPem }),
    ...(architecture && { architecture }),
    ...(runtime !== undefined && { runtime }),
    ...(logRetentionDays !== undefined && { logRetentionDays }),
    ...(logLevel && { logLevel }),
    ...(permissionsBoundaryArn !== undefined && { permissionsBoundaryArn }),
    ...(tags && { tags }),
  };
}
