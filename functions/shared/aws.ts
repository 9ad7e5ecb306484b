import { NodeHttpHandler } from '@smithy/node-http-handler';

/** Limits of an AWS client: one attempt's connection and answer, and how many attempts in all. */
export interface AwsLimits {
  readonly connectionTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly maxAttempts: number;
}

/** Client settings with an end to every call. AWS's own defaults wait for minutes. */
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
