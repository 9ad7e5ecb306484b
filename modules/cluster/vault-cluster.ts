import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsSsmParameter } from '@cdktf/provider-aws/lib/data-aws-ssm-parameter';
import { DataAwsSubnet } from '@cdktf/provider-aws/lib/data-aws-subnet';
import { Annotations, Fn, Op, TerraformOutput, type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { partitionOf } from '../../functions/shared/partition';
import { EncryptionKey } from '../aws/encryption-key';
import { invalidProps } from '../private/errors';
import type { IGrantable } from '../private/grantee';
import { nameOf } from '../private/names';
import { known, when } from '../validation/rules';
import { NODE_LOGIN_MOUNT } from '../vault/cluster-settings/vault-cluster-settings';
import type { NodeIdentity } from '../vault/cluster-settings/props';
import type { CommunityClusterMember } from '../community/community-vault-dr-props';
import type { VaultDrMember } from '../vault-dr-props';
import { ClusterNetwork } from './cluster-network';
import { ClusterSeal, type Seal } from './cluster-seal';
import { CLUSTER_METRICS, FailureTolerance } from './failure-tolerance';
import { ClusterLoadBalancer } from './load-balancer/cluster-load-balancer';
import { LISTENER_PORTS } from './load-balancer/health-checks';
import { NODE_DEVICES, NODE_HOOKS, NodeGroup, nodeGroupName } from './node-group';
import { NodeRole, type ClusterSecret } from './node-role';
import type { NodeSettings } from './node/settings';
import { renderUserData } from './node/user-data';
import { grantSelfFence, selfFenceSettings } from './self-fence';
import { grantSnapshots, snapshotPrefix, SnapshotStore, type SnapshotLocation } from './snapshot-store';
import { storageOf } from './storage/default';
import { RAFT_PATH } from './storage/raft';
import type { BoundStorage, VaultStorage } from './storage/storage';
import { terraformText } from './terraform-text';
import { LEAST_ZONES, validateVaultClusterProps } from './validation';
import type { VaultClusterProps } from './vault-cluster-props';

/** Key of the EC2 tag by which the nodes find each other. */
const JOIN_TAG = 'vault-cluster';
const DEFAULT_TYPE = 'm7i.large';

/** What `asDrMember` cannot know. */
export interface DrMemberOptions extends Pick<VaultDrMember, 'clientCertificate'> {
  /** The AWS provider of the region, if `VaultDr` is in another stack. @default - the provider of the cluster */
  readonly provider?: TerraformProvider;
  /** Subnets of the Lambdas. @default - those of the nodes */
  readonly subnetIds?: readonly string[];
  /** Security groups of the Lambdas. @default - the one that the cluster made for them */
  readonly securityGroupIds?: readonly string[];
}

/**
 * The nodes of one Vault or OpenBao cluster: three, five or seven in an Auto Scaling group, behind an internal load balancer with
 * a name of its own. They unseal with a KMS key, find each other by a tag, and are rolled one by one.
 *
 * @throws Error with a list of all problems of the props
 */
export class VaultCluster extends Construct {
  /** The key with which the nodes unseal themselves: the given one, or the `ClusterSeal` that was made. */
  readonly sealKey: Seal;
  /** The key that was made, if none was given. */
  readonly seal: ClusterSeal | undefined;
  /** The security groups of the nodes and of the Lambdas. */
  readonly network: ClusterNetwork;
  /** The load balancer, its listeners and its name. */
  readonly loadBalancer: ClusterLoadBalancer;
  /** The role of the nodes. */
  readonly nodeRole: NodeRole;
  /** The nodes. */
  readonly nodeGroup: NodeGroup;
  /** The alarms that stop a roll. */
  readonly failureTolerance: FailureTolerance;
  /** The bucket for snapshots that was made, if one was. */
  readonly snapshotStore: SnapshotStore | undefined;
  /** Where the snapshots are, unless none are taken. */
  readonly snapshots: SnapshotLocation | undefined;
  private readonly accountId: string;
  private storedDataKey: EncryptionKey | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: VaultClusterProps,
  ) {
    super(scope, id);
    const problems = validateVaultClusterProps(props);
    if (problems.length > 0) throw invalidProps('VaultCluster', problems);

    const { provider, seal } = props;
    const storage = storageOf(props);
    this.accountId = new DataAwsCallerIdentity(this, 'account', { provider }).accountId;
    this.seal = seal?.key ? undefined : new ClusterSeal(this, 'seal', props);
    this.sealKey = seal?.key ?? (this.seal as ClusterSeal);
    const bound = this.bindStorage(storage);
    this.snapshotStore = this.createSnapshotStore(storage);
    this.snapshots = this.snapshotLocation(storage);
    this.network = new ClusterNetwork(this, 'network', { ...props, peerCidrs: props.access.peers?.cidrs });
    if (bound.egress) this.network.allowStorage(bound.egress);
    this.loadBalancer = this.createLoadBalancer(storage);
    this.network.connectLoadBalancer(this.loadBalancer.securityGroupId);
    this.nodeRole = this.createRole(bound);
    this.failureTolerance = new FailureTolerance(this, 'failure-tolerance', {
      ...props,
      groupName: nodeGroupName(props),
      raft: storage.kind === 'raft',
    });
    this.nodeGroup = this.createGroup(storage, bound);
    if (props.outputs ?? true) this.createOutputs();
  }

  /** `https://<name>:8210`, which reaches the cluster as primary and as DR secondary. */
  get address(): string {
    return this.loadBalancer.managementAddress;
  }

  /** What `VaultDr` takes as `home` or `away`. */
  asDrMember({ provider, subnetIds, securityGroupIds, clientCertificate }: DrMemberOptions = {}): VaultDrMember {
    const { region, subnets } = this.props;
    const { managementAddress: address, clusterAddress, dnsName, zoneId } = this.loadBalancer;
    return {
      address,
      clusterAddress,
      region,
      provider: provider ?? this.props.provider,
      loadBalancer: { dnsName, zoneId },
      subnetIds: subnetIds ?? subnets.map(({ subnetId }) => subnetId),
      securityGroupIds: securityGroupIds ?? [this.network.lambdaSecurityGroupId],
      ...(clientCertificate && { clientCertificate }),
    };
  }

  /**
   * What `CommunityVaultDr` takes as `home` or `away`: with raft beside the Vault provider, with PostgreSQL as it is. Its Lambdas
   * have to reach the active node, so they use the port of the clients: `access.clients` has to contain their networks in both
   * regions.
   *
   * @throws Error if the storage is neither raft nor PostgreSQL, or if it is raft and Systems Manager cannot reach the nodes
   */
  asCommunityMember(options: DrMemberOptions = {}): CommunityClusterMember {
    const { kind } = storageOf(this.props);
    const problems = [
      ...when(
        kind !== 'raft' && kind !== 'postgresql',
        'give it raftStorage() or postgresStorage(), because nothing copies another storage',
      ),
      ...when(
        kind === 'raft' && !this.props.instances?.sessionManager,
        'set instances.sessionManager, because the operations restart and stop Vault with Systems Manager',
      ),
    ];
    if (problems.length > 0) {
      throw new Error(`${this.node.path} cannot be a cluster of a CommunityVaultDr: ${problems.join('; ')}.`);
    }
    const { key, value } = this.joinTag;
    this.network.allowClientsPort(this.loadBalancer.securityGroupId);
    return {
      ...this.asDrMember(options),
      address: `https://${this.props.name}:${LISTENER_PORTS.clients}`,
      nodes: { tagKey: key, tagValue: value, dataPath: RAFT_PATH },
      ...(this.props.selfFence && { stopsByItself: true }),
    };
  }

  /**
   * What `VaultClusterSettings` takes as one of its `clusters`.
   *
   * @param caCertificate the CA that signs the certificates of the nodes, in PEM
   */
  asNodeIdentity(caCertificate: string): NodeIdentity {
    return { role: this.login.role, name: this.props.name, caCertificate };
  }

  /** Lets a role roll the nodes: begin, stop, roll back and watch an instance refresh of the group. */
  grantRoll(role: IGrantable): void {
    role.allow({
      Sid: 'RollNodes',
      Action: [
        'autoscaling:CancelInstanceRefresh',
        'autoscaling:RollbackInstanceRefresh',
        'autoscaling:StartInstanceRefresh',
      ],
      Resource: [this.groupArn],
    });
    // AWS knows no resource for these actions.
    role.allow({
      Sid: 'WatchNodes',
      Action: [
        'autoscaling:DescribeAutoScalingGroups',
        'autoscaling:DescribeInstanceRefreshes',
        'autoscaling:DescribeScalingActivities',
      ],
      Resource: ['*'],
    });
  }

  /**
   * Lets a role read the snapshots. Whoever has one and may use the key of the seal has the whole content of Vault.
   *
   * @throws Error if there are none
   */
  grantReadSnapshots(role: IGrantable): void {
    if (!this.snapshots) {
      throw new Error(
        `${this.node.path} takes no snapshots, which grantReadSnapshots lets a role read: leave out snapshots: false.`,
      );
    }
    const { bucket, prefix, kmsKeyArn } = this.snapshots;
    const arn = `arn:${partitionOf(this.props.region)}:s3:::${bucket}`;
    role.allow({
      Sid: 'ReadSnapshots',
      Action: ['s3:GetObject', 's3:GetObjectVersion'],
      Resource: [`${arn}/${prefix}/*`],
    });
    role.allow({
      Sid: 'ListSnapshots',
      Action: ['s3:ListBucket', 's3:ListBucketVersions'],
      Resource: [arn],
      Condition: { StringLike: { 's3:prefix': [prefix, `${prefix}/*`] } },
    });
    if (kmsKeyArn !== undefined)
      role.allow({ Sid: 'ReadSnapshotsKey', Action: ['kms:Decrypt'], Resource: [kmsKeyArn] });
  }

  /** The Terraform outputs, by name. They contain no secret. */
  get outputs(): Readonly<Record<string, unknown>> {
    const { product = 'vault-enterprise', version, nodes = 5, name, region } = this.props;
    return {
      name,
      region,
      product,
      version,
      nodes,
      address: this.address,
      cluster_address: this.loadBalancer.clusterAddress,
      load_balancer: { dns_name: this.loadBalancer.dnsName, zone_id: this.loadBalancer.zoneId },
      auto_scaling_group: this.nodeGroup.groupName,
      node_role_arn: this.nodeRole.roleArn,
      seal_key_arn: this.sealKey.keyArn,
      alarms: this.failureTolerance.alarmNames,
      ...(this.snapshots && { snapshots: { bucket: this.snapshots.bucket, prefix: this.snapshots.prefix } }),
    };
  }

  private get groupArn(): string {
    const { region } = this.props;
    return `arn:${partitionOf(region)}:autoscaling:${region}:${this.accountId}:autoScalingGroup:*:autoScalingGroupName/${nodeGroupName(this.props)}`;
  }

  private get login(): NodeSettings['login'] {
    return { mount: this.props.loginMount ?? NODE_LOGIN_MOUNT, role: nameOf('vault-nodes', this.props) };
  }

  private get joinTag(): NodeSettings['joinTag'] {
    return { key: JOIN_TAG, value: nodeGroupName(this.props) };
  }

  /** The key of what AWS stores for the cluster: the table, and the snapshots. It is not the key of the seal. */
  private storedDataKeyArn(): string {
    const { provider, region, environment, identifier, tags } = this.props;
    this.storedDataKey ??= new EncryptionKey(this, 'data-key', {
      provider,
      region,
      accountId: this.accountId,
      aliasName: nameOf('vault-data', this.props),
      description: `Stored data of the Vault cluster ${environment} ${identifier}`,
      tags,
    });
    return this.storedDataKey.arn;
  }

  private bindStorage(storage: VaultStorage): BoundStorage {
    const { product = 'vault-enterprise', nodes = 5, name, deletionProtection = true } = this.props;
    const bound = storage.bind(new Construct(this, 'storage'), {
      ...this.props,
      product,
      nodes,
      deletionProtection,
      serverName: name,
      joinTag: this.joinTag,
      kmsKeyArn: () => this.storedDataKeyArn(),
    });
    for (const warning of bound.warnings) Annotations.of(this).addWarning(warning);
    return bound;
  }

  private createSnapshotStore({ kind }: VaultStorage): SnapshotStore | undefined {
    const { snapshots } = this.props;
    if (snapshots === false || snapshots?.bucket || kind !== 'raft') return undefined;
    return new SnapshotStore(this, 'snapshots', {
      ...this.props,
      accountId: this.accountId,
      kmsKeyArn: this.storedDataKeyArn(),
      keepDays: snapshots?.keepDays,
    });
  }

  private snapshotLocation({ kind }: VaultStorage): SnapshotLocation | undefined {
    const { snapshots, region } = this.props;
    if (snapshots === false || kind !== 'raft') return undefined;
    if (!snapshots?.bucket) return this.snapshotStore?.location;
    return { prefix: snapshotPrefix(this.props), ...snapshots.bucket, region };
  }

  private createLoadBalancer(storage: VaultStorage): ClusterLoadBalancer {
    const { product = 'vault-enterprise', access, zone, subnets } = this.props;
    const { cidrs: peers = [] } = access.peers ?? {};
    const { operators = {} } = access;
    return new ClusterLoadBalancer(this, 'load-balancer', {
      ...this.props,
      ...this.props.healthCheck,
      product,
      storage: storage.kind,
      subnetIds: subnets.map(({ subnetId }) => subnetId),
      hostedZoneId: zone.hostedZoneId,
      dnsProvider: zone.provider,
      nodeSecurityGroupId: this.network.nodeSecurityGroupId,
      sources: {
        clients: access.clients,
        management: { ...operators, cidrs: [...new Set([...(operators.cidrs ?? []), ...peers])] },
        cluster: { cidrs: peers },
      },
    });
  }

  private createRole(bound: BoundStorage): NodeRole {
    const { product = 'vault-enterprise', tls, license, instances } = this.props;
    const secrets: ClusterSecret[] = [...('secretArn' in tls ? [tls] : []), ...(license ? [license] : [])];
    const role = new NodeRole(this, 'node-role', {
      ...this.props,
      accountId: this.accountId,
      groupName: nodeGroupName(this.props),
      sealKeyArn: this.sealKey.keyArn,
      metricNamespace: CLUSTER_METRICS,
      secrets,
      privateCaArn: 'privateCaArn' in tls ? tls.privateCaArn : undefined,
      sessionManager: instances?.sessionManager,
      permissionsBoundaryArn: instances?.permissionsBoundaryArn,
    });
    for (const statement of bound.permissions) role.allow(statement);
    const { environment, selfFence } = this.props;
    if (selfFence) grantSelfFence(role, { environment, selfFence }, this.accountId);
    if (this.snapshots) grantSnapshots(role, this.snapshots, { prune: product === 'vault-enterprise' });
    return role;
  }

  private createGroup(storage: VaultStorage, bound: BoundStorage): NodeGroup {
    const { nodes = 5, subnets, instances } = this.props;
    return new NodeGroup(this, 'nodes', {
      ...this.props,
      nodes,
      subnetIds: subnets.map(({ subnetId }) => subnetId),
      preconditions: this.zoneConditions(),
      imageId: this.imageId(),
      instanceType: instances?.type ?? DEFAULT_TYPE,
      volumes: instances?.volumes,
      instanceProfileArn: this.nodeRole.instanceProfileArn,
      securityGroupIds: [this.network.nodeSecurityGroupId],
      userData: terraformText(this.nodeSettings(storage, bound), renderUserData),
      hasData: storage.kind === 'raft',
      joinTag: this.joinTag,
      targetGroupArns: this.loadBalancer.targetGroupArns,
      alarmNames: this.failureTolerance.alarmNames,
    });
  }

  private imageId(): string {
    const { image, provider } = this.props;
    if ('imageId' in image) return image.imageId;
    // The plan reads it. AWS cannot go back to a launch template that names a parameter.
    return new DataAwsSsmParameter(this, 'image', { provider, name: image.ssmParameter }).insecureValue;
  }

  /** The plan looks up a zone that is not given. */
  private zoneConditions(): readonly { readonly condition: unknown; readonly errorMessage: string }[] {
    const { subnets, provider } = this.props;
    if (subnets.every(({ availabilityZone }) => known(availabilityZone))) return [];
    const zones = subnets.map(
      ({ subnetId, availabilityZone }, index) =>
        availabilityZone ?? new DataAwsSubnet(this, `subnet-${index + 1}`, { provider, id: subnetId }).availabilityZone,
    );
    return [
      {
        condition: Op.gte(Fn.lengthOf(Fn.distinct(zones)), LEAST_ZONES),
        errorMessage: `The subnets are in fewer than ${LEAST_ZONES} availability zones: give subnets in at least ${LEAST_ZONES}, so that a majority of the nodes is left when one is lost.`,
      },
    ];
  }

  private nodeSettings({ kind }: VaultStorage, { stanza, login }: BoundStorage): NodeSettings {
    const { product = 'vault-enterprise', version, region, name, otherNames = [], tls, license, seal } = this.props;
    const { snapshots, instances } = this.props;
    const { everyMinutes = 60 } = snapshots === false ? {} : (snapshots ?? {});
    return {
      product,
      version,
      region,
      name,
      otherNames,
      joinTag: this.joinTag,
      storage: { kind, stanza, ...(login && { login }) },
      sealKeyArn: this.sealKey.keyArn,
      ...(seal?.plugin && { sealPlugin: seal.plugin }),
      tls:
        'secretArn' in tls
          ? { kind: 'secret', secretArn: tls.secretArn }
          : { kind: 'private-ca', caArn: tls.privateCaArn, validityDays: tls.validityDays ?? 30 },
      ...(license && { licenseSecretArn: license.secretArn }),
      group: nodeGroupName(this.props),
      hooks: NODE_HOOKS,
      login: this.login,
      devices: kind === 'raft' ? NODE_DEVICES : { audit: NODE_DEVICES.audit },
      // Vault Enterprise takes them itself.
      ...(this.snapshots &&
        product !== 'vault-enterprise' && {
          snapshots: { bucket: this.snapshots.bucket, prefix: this.snapshots.prefix, everyMinutes },
        }),
      ...(this.props.selfFence && {
        selfFence: selfFenceSettings({ environment: this.props.environment, selfFence: this.props.selfFence }),
      }),
      autoHeal: instances?.autoHeal ?? false,
      metricNamespace: CLUSTER_METRICS,
    };
  }

  private createOutputs(): void {
    for (const [name, value] of Object.entries(this.outputs)) {
      // The construct's id comes first, so that the outputs of two clusters in one stack have different names.
      new TerraformOutput(this, `output-${name}`, { value }).overrideLogicalId(`${this.node.id}_${name}`);
    }
  }
}
