import { Construct } from 'constructs';
import type { ClusterName, FunctionName } from '../functions/shared/contract';
import type { JournalTable } from './aws/journal-table';
import type { WeightedRecords } from './aws/weighted-records';
import { AuthFunction } from './lambda/auth-function';
import type { CommonFunctionProps } from './lambda/common-function-props';
import { DnsSwitchFunction } from './lambda/dns-switch-function';
import { DrOperationTokenGenFunction, type OperationTokenSettings } from './lambda/dr-operation-token-gen-function';
import { DrOperationsFunction, type OperationSettings } from './lambda/dr-operations-function';
import type { RegionalStore } from './regional-store';

export interface ControlPlaneProps
  extends Omit<CommonFunctionProps, 'accountId' | 'kmsKeyArn'>, OperationSettings, OperationTokenSettings {
  readonly stores: Readonly<Record<ClusterName, RegionalStore>>;
  /** A third table, for the lease alone. @default - none */
  readonly witnessTable?: JournalTable;
  readonly records: WeightedRecords;
  /** How the Lambdas log in to Vault: mount path, server id, and the region whose STS is signed for. */
  readonly login: { readonly mountPath: string; readonly serverId: string; readonly stsRegion?: string };
  /** AWS-auth role that the generator logs in with. */
  readonly authRole: string;
  /** Token role that makes the DR operation token. */
  readonly tokenRole: string;
  /** `primary_cluster_addr` of each cluster, where port 8201 is behind a load balancer. */
  readonly clusterAddresses: Readonly<Record<ClusterName, string | undefined>>;
}

/** The four Lambdas of one region. Neither region's control plane needs the other region's. */
export class ControlPlane extends Construct {
  readonly auth: AuthFunction;
  readonly tokenGen: DrOperationTokenGenFunction;
  readonly dnsSwitch: DnsSwitchFunction;
  readonly drOperations: DrOperationsFunction;

  constructor(scope: Construct, id: string, props: ControlPlaneProps) {
    super(scope, id);
    const { stores, witnessTable, login, authRole } = props;
    const store = stores[props.cluster];
    const common = { ...props, accountId: store.accountId, kmsKeyArn: store.key.arn };
    const journals = { home: stores.home.journal, away: stores.away.journal, witness: witnessTable };
    this.auth = new AuthFunction(this, 'auth', { ...common, ...login, allowedRoles: [authRole] });
    this.tokenGen = new DrOperationTokenGenFunction(this, 'dr-operation-token-gen', {
      ...common,
      auth: this.auth,
      secret: store.secret,
    });
    this.dnsSwitch = new DnsSwitchFunction(this, 'dns-switch', { ...common, journals });
    this.drOperations = new DrOperationsFunction(this, 'dr-operations', { ...common, secret: store.secret, journals });
  }

  /** ARN of each Lambda, by the name of its folder under `functions/`. */
  get functionArns(): Readonly<Record<FunctionName, string>> {
    return {
      auth: this.auth.lambda.arn,
      'dr-operation-token-gen': this.tokenGen.lambda.arn,
      'dns-switch': this.dnsSwitch.lambda.arn,
      'dr-operations': this.drOperations.lambda.arn,
    };
  }
}
