import { Construct } from 'constructs';
import type { OperationTokenSecret } from '../aws/operation-token-secret';
import type { AuthFunction } from './auth-function';
import { BundledFunction } from './bundled-function';
import type { CommonFunctionProps } from './common-function-props';
/** Settings of the DR operation token. They are props of `VaultDr`. */
export interface OperationTokenSettings {
    /** Lifetime of the DR operation token, seconds; 3600 to 2764800. @default 28800 (8 hours) */
    readonly operationTokenTtlSeconds?: number;
    /**
     * Interval at which a new token is made, minutes; 15 or more, and at most half of the lifetime, so that a token is
     * still valid after one failed run.
     *
     * @default 180 (3 hours)
     */
    readonly rotationMinutes?: number;
    /**
     * Whether each region also keeps a break-glass token, which is made at every rotation and lasts at least 7 days. Vault
     * 2.x requires a token of whoever makes a DR operation token from key shares: give this one to `vault-dr break-glass` as
     * `VAULT_TOKEN`. It may do nothing else, and without key shares no token comes of it.
     *
     * @default true
     */
    readonly breakGlassToken?: boolean;
}
/** Defaults of {@link OperationTokenSettings}. */
export declare const OPERATION_TOKEN_DEFAULTS: {
    readonly operationTokenTtlSeconds: 28800;
    readonly rotationMinutes: 180;
};
/** Lifetime of the break-glass token: 7 days, and not shorter than that of the DR operation token, with which it is made anew. */
export declare const breakGlassTokenTtlSeconds: ({ operationTokenTtlSeconds, }: Pick<OperationTokenSettings, "operationTokenTtlSeconds">) => number;
/** Props of `DrOperationTokenGenFunction`. */
export interface DrOperationTokenGenFunctionProps extends CommonFunctionProps, Omit<OperationTokenSettings, 'breakGlassToken'> {
    /** The Lambda that logs in to Vault. */
    readonly auth: AuthFunction;
    /** The secret that the token is written to. */
    readonly secret: OperationTokenSecret;
    /** Role of the AWS auth method to log in with. */
    readonly authRole: string;
    /** Token role that the token is made with. */
    readonly tokenRole: string;
    /** Token role and secret of the break-glass token. @default - none is made */
    readonly breakGlass?: {
        readonly tokenRole: string;
        readonly secret: OperationTokenSecret;
    };
}
/** The Lambda `dr-operation-token-gen`, which makes the DR operation token and the break-glass token, and its schedule. */
export declare class DrOperationTokenGenFunction extends Construct {
    /** The Lambda itself. */
    readonly lambda: BundledFunction;
    constructor(scope: Construct, id: string, props: DrOperationTokenGenFunctionProps);
}
