import { NodeHttpHandler } from '@smithy/node-http-handler';
/** Limits of an AWS client. The times are for one attempt. */
export interface AwsLimits {
    readonly connectionTimeoutMs: number;
    readonly requestTimeoutMs: number;
    readonly maxAttempts: number;
}
/** Client settings with a limit on every call. The SDK's own defaults allow minutes. */
export declare function awsClientConfig({ connectionTimeoutMs, requestTimeoutMs, maxAttempts }: AwsLimits): {
    maxAttempts: number;
    requestHandler: NodeHttpHandler;
};
