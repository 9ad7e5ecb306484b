import { Construct } from 'constructs';
import { type PolicyStatement } from '../private/iam';
import type { FunctionGrantee } from '../private/grantee';
import { type CommonFunctionProps, type Variables } from './common-function-props';
/** Props of a Lambda that calls Vault. A witness does not. */
type Placed = Pick<CommonFunctionProps, 'cluster' | 'addresses' | 'subnetIds' | 'securityGroupIds'>;
/** Props of `BundledFunction`. Without subnets it runs outside of a VPC. */
export interface BundledFunctionProps extends Omit<CommonFunctionProps, keyof Placed>, Partial<Placed> {
    /** Folder of the Lambda under `functions/`. */
    readonly bundle: string;
    /** Description of the Lambda and of its role. */
    readonly description: string;
    /** Time limit on one run, seconds. */
    readonly timeoutSeconds: number;
    /** Memory, MiB. @default 512 */
    readonly memoryMb?: number;
    /** Whether AWS repeats a failed asynchronous invocation. @default false */
    readonly asyncRetries?: boolean;
}
/**
 * One Lambda of this package, with its role and its log group. The grant of another construct adds a permission and the
 * variable that belongs to it in one call.
 */
export declare class BundledFunction extends Construct implements FunctionGrantee {
    /** ARN of the Lambda. */
    readonly arn: string;
    /** Name of the Lambda. */
    readonly functionName: string;
    /** ARN of its IAM role. */
    readonly roleArn: string;
    private readonly environment;
    private readonly statements;
    constructor(scope: Construct, id: string, props: BundledFunctionProps);
    /** Sets an environment variable. The names are in the `contract.ts` of the Lambda. */
    addEnvironment(name: string, value: string): void;
    /** Sets environment variables. Those that are `undefined` are left out, so that the Lambda applies its defaults. */
    addVariables(variables: Variables): void;
    /** Adds a statement to the policy of the Lambda's role. */
    allow(statement: PolicyStatement): void;
    private createLogGroup;
    private createRole;
}
export {};
