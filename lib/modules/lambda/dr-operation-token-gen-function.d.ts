import { Construct } from 'constructs';
import type { OperationTokenSecret } from '../aws/operation-token-secret';
import type { AuthFunction } from './auth-function';
import { BundledFunction, type FunctionEnvironment } from './bundled-function';
export interface DrOperationTokenGenFunctionProps extends FunctionEnvironment {
    readonly auth: AuthFunction;
    readonly secret: OperationTokenSecret;
    /** AWS-auth role to log in with. */
    readonly authRole: string;
    /** Token role that makes the token. */
    readonly tokenRole: string;
    readonly ttlSeconds: number;
    /** How often a new token is made; at most half of the TTL, so that one missed run leaves a valid token. */
    readonly rotationMinutes: number;
}
/** The Lambda that makes the DR operation token, and its schedule. */
export declare class DrOperationTokenGenFunction extends Construct {
    readonly lambda: BundledFunction;
    constructor(scope: Construct, id: string, props: DrOperationTokenGenFunctionProps);
    private createSchedule;
}
