import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { type ClusterName } from '../../functions/shared/contract';
import type { BundledFunction } from '../lambda/bundled-function';
import { type DeploymentName } from '../private/names';
/** Where a weighted record leads: to a name (CNAME), or to a load balancer (ALIAS). */
export interface RecordTarget {
    /** Name of the cluster itself. */
    readonly dnsName: string;
    /** Canonical hosted zone of the load balancer; makes the record an ALIAS. @default - a CNAME */
    readonly loadBalancerZoneId?: string;
}
export interface WeightedRecordsProps extends DeploymentName {
    readonly provider: TerraformProvider;
    readonly hostedZoneId: string;
    /** The name that clients use. */
    readonly clientName: string;
    readonly targets: Readonly<Record<ClusterName, RecordTarget>>;
    /** TTL of both CNAMEs, seconds: Route 53 wants one TTL in a set. Unused for ALIAS. @default 60 */
    readonly ttlSeconds?: number;
    /** Partition of the hosted zone's ARN is taken from this region. */
    readonly region: string;
}
/** The two weighted records of the client name. */
export declare class WeightedRecords extends Construct {
    private readonly props;
    /** Set identifiers of the two records. */
    readonly setIdentifiers: Readonly<Record<ClusterName, string>>;
    constructor(scope: Construct, id: string, props: WeightedRecordsProps);
    private createRecord;
    /** Lets a Lambda read and change these two records and nothing else in the zone, and tells it which they are. */
    grantSwitch(lambda: BundledFunction): void;
}
