import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { type Traffic } from '../../functions/dr-operations/contract';
import { type ClusterName } from '../../functions/shared/contract';
import type { FunctionGrantee } from '../private/grantee';
import { type DeploymentName, type Tagged } from '../private/names';
import type { TrafficSettings } from './traffic-settings';
/** Props of `NameHealth`. */
export interface NameHealthProps extends DeploymentName, Tagged {
    /** What the health checks watch. */
    readonly settings: TrafficSettings;
    /** The AWS provider and the region of each cluster. */
    readonly regions: Readonly<Record<ClusterName, {
        readonly provider: TerraformProvider;
        readonly region: string;
    }>>;
}
/**
 * The health checks of the two records of the client name. Both are healthy on a normal day, so that Route 53 goes by the
 * weights. It answers with the record of weight 0 while the other one is unhealthy: while the region of the cluster with
 * weight 0 announces that cluster.
 */
export declare class NameHealth extends Construct {
    private readonly props;
    /** Id of the health check of the record of each cluster. */
    readonly healthCheckIds: Readonly<Record<ClusterName, string>>;
    /** What they watch, as the Lambdas and the tool `vault-dr` need it. */
    readonly traffic: Traffic;
    constructor(scope: Construct, id: string, props: NameHealthProps);
    /** Lets a Lambda lead the clients by the health checks, and sets the variable that tells it how. */
    grantLead(lambda: FunctionGrantee): void;
    /** Lets the watch of a region publish the signal, if there is one. It goes through the log, which needs no right. */
    grantAnnounce(watch: FunctionGrantee): void;
    private tell;
    private createCheck;
    private whatToWatch;
    /** It notifies nobody. The health check reads its definition and the data of its metric. */
    private createAlarm;
}
