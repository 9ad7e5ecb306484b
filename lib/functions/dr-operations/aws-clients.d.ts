import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import type { AutomaticSettings } from './automatic/settings';
import type { Traffic } from './contract';
import { type AwsLimits } from '../shared/aws';
import { type NameHealth } from './name-health';
import type { ClusterName } from '../shared/contract';
export interface AwsClients {
    readonly secrets: SecretsManagerClient;
    readonly route53: Route53Client;
    /** The health checks of the client name. @default - it has none */
    readonly nameHealth?: NameHealth;
    /** The lease and journal tables, one in the region of each cluster, and optionally a third one for the lease alone. */
    readonly tables: LeaseTables;
    /** STS in the region of home, by which a watcher tells a lost region from a lost table. @default - nobody asks it */
    readonly homeSts?: Pick<STSClient, 'send'>;
}
export type LeaseTables = Readonly<Record<ClusterName, DynamoDBClient>> & {
    readonly witness?: DynamoDBClient;
};
/** What the clients need to know of the configuration. */
export interface AwsClientSettings {
    readonly regions: Readonly<Record<ClusterName, string>>;
    /** Region of a third lease table. @default - none */
    readonly witnessRegion?: string;
    readonly dns: {
        readonly roleArn?: string;
    };
    /** What the health checks of the client name watch. @default - it has none */
    readonly traffic?: Traffic;
    /** What may begin by itself. @default - nothing */
    readonly automatic?: AutomaticSettings;
}
/** Limits of a call to STS. It has to end within the time for reading the records. */
export declare const STS_LIMITS: AwsLimits;
/** Created once per execution environment, so that connections and the credentials of an assumed role are reused. */
export declare function createAwsClients({ regions, witnessRegion, dns, traffic, automatic }: AwsClientSettings): AwsClients;
