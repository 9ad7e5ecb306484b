import { type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { type ClusterName } from '../../functions/shared/contract';
import type { FunctionGrantee } from '../private/grantee';
import type { PolicyStatement } from '../private/iam';
import { type DeploymentName } from '../private/names';
/** The target of a weighted record: a DNS name (CNAME) or a load balancer (ALIAS). */
export interface RecordTarget {
    /** DNS name of the cluster, or of its load balancer. */
    readonly dnsName: string;
    /**
     * Canonical hosted zone of the load balancer. If it is set, the record is an ALIAS.
     *
     * @default - the record is a CNAME
     */
    readonly loadBalancerZoneId?: string;
    /** Whether the load balancer also has IPv6 addresses. If so, an ALIAS gets an AAAA record too. @default false */
    readonly ipv6?: boolean;
}
/** Props of `WeightedRecords`. */
export interface WeightedRecordsProps extends DeploymentName {
    /** The AWS provider. */
    readonly provider: TerraformProvider;
    /** Route 53 hosted zone of the client name. */
    readonly hostedZoneId: string;
    /** Further zones that have the client name, such as the private zone beside a public one. @default [] */
    readonly otherHostedZoneIds?: readonly string[];
    /** The DNS name that clients use, e.g. `vault.example.com`. */
    readonly clientName: string;
    /** Target of the record of each cluster. */
    readonly targets: Readonly<Record<ClusterName, RecordTarget>>;
    /** TTL of both CNAMEs, seconds. An ALIAS has none. @default 10 */
    readonly ttlSeconds?: number;
    /** AWS region of the provider. It tells the AWS partition of the hosted zone. */
    readonly region: string;
    /** Role that a Lambda assumes for Route 53, if the zone is in another account. @default - the Lambda uses its own role */
    readonly roleArn?: string;
    /**
     * Id of the health check of each record. A record without one counts as healthy.
     *
     * @default - the weights alone decide
     */
    readonly healthCheckIds?: Readonly<Record<ClusterName, string>>;
}
/**
 * The two weighted records of the client name in each of its zones, one per cluster. All clients use home until an operation changes the
 * weights; Terraform ignores that change.
 */
export declare class WeightedRecords extends Construct {
    private readonly props;
    /** Set identifier of the record of each cluster. */
    readonly setIdentifiers: Readonly<Record<ClusterName, string>>;
    /** Target of the record of each cluster. */
    readonly targets: Readonly<Record<ClusterName, RecordTarget>>;
    constructor(scope: Construct, id: string, props: WeightedRecordsProps);
    private createRecords;
    private createRecord;
    /**
     * Lets a Lambda list the records of the zone and change those of the client name. Sets the variables with the zone,
     * the client name and the set identifiers. If the zone is in another account, the Lambda may assume the role there
     * instead, and the role needs `switchStatements`.
     */
    grantSwitch(lambda: FunctionGrantee): void;
    /** Lets a Lambda list the records of the zone, and sets the same variables. */
    grantRead(lambda: FunctionGrantee): void;
    private grant;
    /** The permissions that reading the records and changing the weights takes. */
    get switchStatements(): readonly PolicyStatement[];
    private get hostedZoneIds();
    private recordTypes;
}
