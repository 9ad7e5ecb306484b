import { type ClusterName } from '../shared/contract';
import { type AwsCredentials } from '../shared/sign';
import type { Traffic } from './contract';
/**
 * The health checks of the client name. On a normal day both are healthy, and Route 53 goes by the weights alone. Each call
 * has time limits of its own, and throws AwsError if the health checks were not told.
 */
export interface NameHealth {
    /** Leads the clients to a cluster: the health check of the other one turns unhealthy. */
    readonly lead: (cluster: ClusterName) => Promise<void>;
    /** Lets the weights lead again. */
    readonly release: () => Promise<void>;
}
export interface NameHealthOptions {
    readonly regions: Readonly<Record<ClusterName, string>>;
    readonly credentials: () => Promise<AwsCredentials>;
    /** Address of CloudWatch. @default - that of the region, or what `AWS_ENDPOINT_URL` says */
    readonly cloudWatch?: string;
}
export declare function openNameHealth(traffic: Traffic, options: NameHealthOptions): NameHealth;
