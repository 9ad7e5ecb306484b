import { Construct } from 'constructs';
import type { ClusterName, FunctionName } from '../functions/shared/contract';
import type { JournalTable } from './aws/journal-table';
import type { WeightedRecords } from './aws/weighted-records';
import { AuthFunction, type AuthFunctionProps } from './lambda/auth-function';
import type { CommonFunctionProps } from './lambda/common-function-props';
import { DnsSwitchFunction } from './lambda/dns-switch-function';
import { DrOperationTokenGenFunction, type OperationTokenSettings } from './lambda/dr-operation-token-gen-function';
import { DrOperationsFunction, type OperationSettings } from './lambda/dr-operations-function';
import type { RegionalStore } from './regional-store';

/** Props of {@link ControlPlane}. */
export interface ControlPlaneProps
  extends Omit<CommonFunctionProps, 'accountId' | 'kmsKeyArn'>, OperationSettings, OperationTokenSettings {
  /** What each region keeps. */
  readonly stores: Readonly<Record<ClusterName, RegionalStore>>;
  /** Third table, which holds only the lease. @default - no third table */
  readonly witnessTable?: JournalTable;
  /** The weighted records of the client name. */
  readonly records: WeightedRecords;
  /** How the Lambdas log in to Vault. */
  readonly login: Pick<AuthFunctionProps, 'mountPath' | 'serverId' | 'stsRegion'>;
  /** AWS-auth role with which `dr-operation-token-gen` logs in. */
  readonly authRole: string;
  /** Token role in Vault with which the DR operation token is created. */
  readonly tokenRole: string;
  /** `primary_cluster_addr` of each cluster; `undefined` for the address that Vault itself reports. */
  readonly clusterAddresses: Readonly<Record<ClusterName, string | undefined>>;
}

/** The four Lambdas of one region. They work while the other region is lost. */
export class ControlPlane extends Construct {
  /** Logs in to Vault. */
  readonly auth: AuthFunction;
  /** Creates the DR operation token. */
  readonly tokenGen: DrOperationTokenGenFunction;
  /** Moves the client name. */
  readonly dnsSwitch: DnsSwitchFunction;
  /** Runs every operation. */
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
