import { type STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
/**
 * Credentials of a role, assumed when they are used first. While they are valid, a renewal that fails is no error, because
 * STS may be lost together with a region.
 *
 * @throws AwsError if the role cannot be assumed
 */
export declare function assumeRole(sts: STSClient, roleArn: string): AwsCredentialIdentityProvider;
