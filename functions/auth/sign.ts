import { stsHost } from '../shared/partition';
import { signPost, type AwsCredentials } from '../shared/sign';

export type { AwsCredentials } from '../shared/sign';

/** A signed request for `sts:GetCallerIdentity`, which Vault sends. */
export interface SignedIdentityRequest {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const BODY = 'Action=GetCallerIdentity&Version=2011-06-15';
const SERVER_ID_HEADER = 'x-vault-aws-iam-server-id';

/**
 * Signs `sts:GetCallerIdentity` for the endpoint of one region, so that the host matches the credential scope. Vault's
 * server id is a signed header, so that the request is of no use elsewhere.
 *
 * @param now time of the signature, which is valid for 15 minutes
 */
export function signGetCallerIdentity(
  credentials: AwsCredentials,
  region: string,
  serverId: string,
  now: Date,
): SignedIdentityRequest {
  const url = `https://${stsHost(region)}/`;
  const headers = {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    [SERVER_ID_HEADER]: serverId,
  };
  return { url, body: BODY, headers: signPost({ service: 'sts', region, url, headers, body: BODY }, credentials, now) };
}
