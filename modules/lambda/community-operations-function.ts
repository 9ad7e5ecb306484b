import { Construct } from 'constructs';
import { COMMUNITY_ENV, COMMUNITY_SIGHT_ENV } from '../../functions/community-operations/contract';
import { OPERATIONS_ENV } from '../../functions/dr-operations/contract';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import { grantTables, type TableGrants } from '../community/grant-tables';
import type { WeightedRecords } from '../aws/weighted-records';
import { grantStores, type CommunityStore } from '../community/community-store';
import type { CommunityNodes } from '../community/community-vault-dr-props';
import { storageFor, type SnapshotReplication } from '../community/snapshot-replication';
import { grantOutcomes, type NodesDocument } from '../community/nodes-document';
import type { DrillSettings } from '../drill/drill-settings';
import type { AuthFunction } from './auth-function';
import { BundledFunction } from './bundled-function';
import type { CommonFunctionProps, Variables } from './common-function-props';
import { drillVariables } from './dr-operations-function';

/** What a Lambda needs to look at the pair. */
export interface CommunitySightProps {
  /** The stored data of both regions. */
  readonly stores: Readonly<Record<ClusterName, CommunityStore>>;
  /** The weighted records of the client name. */
  readonly records: WeightedRecords;
  /** The Lambda `auth` of the region. */
  readonly auth: AuthFunction;
  /** Role of the AWS auth method. */
  readonly authRole: string;
  /** Time between two snapshots, seconds. */
  readonly intervalSeconds: number;
  /** Mount path of the KV engine with the canary and the marker. */
  readonly mount: string;
  /** Whether the operations empty the servers of an old primary and park it. */
  readonly parks: boolean;
  /** Longest time for which a failover may lose writes unless the operator accepts it, seconds. @default 3600 */
  readonly maxFailoverLagSeconds?: number;
}

/** Props of `CommunityOperationsFunction`. */
export interface CommunityOperationsFunctionProps
  extends CommonFunctionProps, CommunitySightProps, Omit<TableGrants, 'stores'> {
  /** The document of each region. Both have the same name. */
  readonly documents: Readonly<Record<ClusterName, NodesDocument>>;
  /** The servers of each cluster. */
  readonly nodes: Readonly<Record<ClusterName, CommunityNodes>>;
  /** Time limit on one operation, seconds. */
  readonly operationTimeoutSeconds: number;
  /** How away gets the data of home. */
  readonly replication: SnapshotReplication;
  /** Drills. @default - none begins by itself */
  readonly drill?: DrillSettings;
}

/** The Lambda `community-operations`, which runs every operation on a pair without replication of Vault Enterprise. */
export class CommunityOperationsFunction extends Construct {
  /** The Lambda itself. */
  readonly lambda: BundledFunction;

  constructor(scope: Construct, id: string, props: CommunityOperationsFunctionProps) {
    super(scope, id);
    const { stores, documents, nodes } = props;
    this.lambda = new BundledFunction(this, 'lambda', {
      ...props,
      bundle: 'community-operations',
      description: 'Restores, seals and parks the clusters of the Vault DR pair',
      timeoutSeconds: props.operationTimeoutSeconds,
      memoryMb: 1024,
      storageMb: storageFor(props.replication),
    });
    props.records.grantSwitch(this.lambda);
    grantTables(this.lambda, props);
    grantStores(this.lambda, stores);
    props.auth.grantInvoke(this.lambda);
    for (const cluster of CLUSTER_NAMES) {
      documents[cluster].grantRun(this.lambda, cluster === 'home' ? 'Home' : 'Away');
    }
    grantOutcomes(this.lambda);
    this.lambda.addVariables({
      ...sightVariables(props),
      [COMMUNITY_ENV.maxFileMib]: props.replication.maxFileMib,
      [COMMUNITY_ENV.document]: documents.home.name,
      [COMMUNITY_ENV.homeNodes]: tagText(nodes.home),
      [COMMUNITY_ENV.awayNodes]: tagText(nodes.away),
      ...drillVariables(props.drill),
    });
  }
}

/** Variables of a Lambda that looks at the pair. */
export const sightVariables = (props: CommunitySightProps): Variables => ({
  [COMMUNITY_SIGHT_ENV.authRole]: props.authRole,
  [COMMUNITY_SIGHT_ENV.homeBucket]: props.stores.home.bucket,
  [COMMUNITY_SIGHT_ENV.awayBucket]: props.stores.away.bucket,
  [COMMUNITY_SIGHT_ENV.intervalSeconds]: props.intervalSeconds,
  [COMMUNITY_SIGHT_ENV.mount]: props.mount,
  [COMMUNITY_SIGHT_ENV.parks]: props.parks ? 'true' : undefined,
  [OPERATIONS_ENV.maxFailoverLagSeconds]: props.maxFailoverLagSeconds,
});

const tagText = ({ tagKey, tagValue }: CommunityNodes): string => `${tagKey}=${tagValue}`;
