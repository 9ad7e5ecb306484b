import { type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { type ClusterName } from '../../functions/shared/contract';
import { type PolicyStatement } from '../private/iam';
import { type DeploymentName } from '../private/names';
/** What all Lambdas of one region share. */
export interface FunctionEnvironment extends DeploymentName {
    readonly provider: TerraformProvider;
    readonly region: string;
    readonly accountId: string;
    /** Whose region this is. */
    readonly cluster: ClusterName;
    /** Addresses of the clusters themselves. */
    readonly addresses: Readonly<Record<ClusterName, string>>;
    readonly subnetIds: readonly string[];
    readonly securityGroupIds: readonly string[];
    /** Encrypts logs and variables. */
    readonly kmsKeyArn: string;
    /** PEM certificates to trust instead of the system's roots. @default - the system's roots */
    readonly caPem?: string;
    /** @default 'arm64' */
    readonly architecture?: 'arm64' | 'x86_64';
    /** Node 22 or newer. @default 'nodejs22.x' */
    readonly runtime?: string;
    /** @default 365 */
    readonly logRetentionDays?: number;
    /** @default 'INFO' */
    readonly logLevel?: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
    /** @default - none */
    readonly permissionsBoundaryArn?: string;
    readonly tags?: Readonly<Record<string, string>>;
}
export interface BundledFunctionProps extends FunctionEnvironment {
    /** Folder of the Lambda under `functions/`. */
    readonly bundle: string;
    readonly description: string;
    readonly timeoutSeconds: number;
    /** @default 512 */
    readonly memoryMb?: number;
    /** Most runs at the same time. @default - no limit of its own */
    readonly reservedConcurrency?: number;
    /** Whether Lambda repeats a failed asynchronous run. @default false */
    readonly asyncRetries?: boolean;
}
/** Names of a Lambda and its role, known before either exists. */
export declare const functionName: (bundle: string, deployment: DeploymentName) => string;
export declare const functionRoleName: (bundle: string, deployment: DeploymentName, cluster: ClusterName) => string;
/**
 * One bundled Lambda with its role, its log group and its network. Grants of other constructs add a permission and the
 * variable that goes with it in one call.
 */
export declare class BundledFunction extends Construct {
    readonly arn: string;
    readonly functionName: string;
    readonly roleArn: string;
    private readonly environment;
    private readonly statements;
    constructor(scope: Construct, id: string, props: BundledFunctionProps);
    /** Sets a variable; names come from the Lambda's contract. */
    addEnvironment(name: string, value: string): void;
    /** Adds a statement to the Lambda's own role. */
    allow(statement: PolicyStatement): void;
    private createLogGroup;
    private createRole;
    private addCommonEnvironment;
}
