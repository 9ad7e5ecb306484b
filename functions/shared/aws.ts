import { NodeHttpHandler } from '@smithy/node-http-handler';

/** Limits of an AWS client. The times are for one attempt. */
export interface AwsLimits {
  readonly connectionTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly maxAttempts: number;
}

/** A lost region must not delay anything, so there is one attempt with the limit of a probe. */
export const PROBE_LIMITS: AwsLimits = { connectionTimeoutMs: 1000, requestTimeoutMs: 1000, maxAttempts: 1 };

/** Client settings with a limit on every call. The SDK's own defaults allow minutes. */
export function awsClientConfig({ connectionTimeoutMs, requestTimeoutMs, maxAttempts }: AwsLimits): {
  maxAttempts: number;
  requestHandler: NodeHttpHandler;
} {
  return {
    maxAttempts,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    }),
  };
}
