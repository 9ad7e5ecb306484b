import { Construct } from 'constructs';
import type { ClusterName } from '../../functions/shared/contract';
import { AuthFunction } from '../lambda/auth-function';
import type { FunctionEnvironment } from '../lambda/bundled-function';
import { DnsSwitchFunction } from '../lambda/dns-switch-function';
import { DrOperationTokenGenFunction } from '../lambda/dr-operation-token-gen-function';
import { DrOperationsFunction } from '../lambda/dr-operations-function';
import type { JournalTable } from './journal-table';
import type { RegionalStore } from './regional-store';
import type { WeightedRecords } from './weighted-records';

export interface ControlPlaneProps extends Omit<FunctionEnvironment, 'accountId' | 'kmsKeyArn'> {
  readonly stores: Readonly<Record<ClusterName, RegionalStore>>;
  /** A third table, for the lease alone. @default - none */
  readonly witness?: JournalTable;
  readonly records: WeightedRecords;
  readonly awsAuth: { readonly mountPath: string; readonly serverId: string; readonly stsRegion?: string };
  /** AWS-auth role that the generator logs in with. */
  readonly authRole: string;
  /** Token role that makes the DR operation token. */
  readonly tokenRole: string;
  readonly operationTokenTtlSeconds: number;
  readonly rotationMinutes: number;
  readonly operationTimeoutSeconds: number;
  readonly clusterAddresses: Readonly<Record<ClusterName, string | undefined>>;
  readonly linkCaFile?: string;
  readonly maxLagWals?: number;
  readonly maxFailoverLagSeconds?: number;
  readonly heartbeatGraceSeconds?: number;
}

/** The four Lambdas of one region. Neither region's control plane needs the other one's. */
export class ControlPlane extends Construct {
  readonly auth: AuthFunction;
  readonly tokenGen: DrOperationTokenGenFunction;
  readonly dnsSwitch: DnsSwitchFunction;
  readonly drOperations: DrOperationsFunction;

  constructor(scope: Construct, id: string, props: ControlPlaneProps) {
    super(scope, id);
    const { stores, witness, records, awsAuth, authRole, tokenRole } = props;
    const store = stores[props.cluster];
    const journals = { home: stores.home.journal, away: stores.away.journal, ...(witness && { witness }) };
    const environment = { ...props, accountId: store.accountId, kmsKeyArn: store.key.arn };
    this.auth = new AuthFunction(this, 'auth', { ...environment, ...awsAuth, allowedRoles: [authRole] });
    this.tokenGen = new DrOperationTokenGenFunction(this, 'dr-operation-token-gen', {
      ...environment,
      auth: this.auth,
      secret: store.secret,
      authRole,
      tokenRole,
      ttlSeconds: props.operationTokenTtlSeconds,
    });
    this.dnsSwitch = new DnsSwitchFunction(this, 'dns-switch', { ...environment, records, journals });
    this.drOperations = new DrOperationsFunction(this, 'dr-operations', {
      ...environment,
      secret: store.secret,
      records,
      journals,
      timeoutSeconds: props.operationTimeoutSeconds,
    });
  }
}
