/** Remedies for a refused login, by the words of Vault's AWS auth method and of STS. The first match counts. */
const REMEDIES: readonly (readonly [words: RegExp, remedy: (mountPath: string) => string])[] = [
  [
    /credential should be scoped to a valid region|not a valid region/i,
    (mount) =>
      `Vault sends the login to another STS than it was signed for. Write use_sts_region_from_client=true to ` +
      `auth/${mount}/config/client. Or write sts_region and sts_endpoint there, and set the same region ` +
      `as awsAuth.stsRegion.`,
  ],
  [
    /iam-server-id/i,
    (mount) =>
      `The server id differs: iam_server_id_header_value of auth/${mount}/config/client must equal awsAuth.serverId, whose ` +
      `default is the client name.`,
  ],
  [
    /entry for role .* not found|role .* could not be found/i,
    () => 'The AWS-auth role does not exist in this Vault: apply the stack.',
  ],
  [
    /does not belong to the role|principal .* mismatch|unique_?id/i,
    (mount) =>
      `Vault's role is bound to another IAM role: apply the stack, which binds it to this Lambda's. If the mount resolves ` +
      `unique ids, read auth/${mount}/role as well: an IAM role that was deleted and created again has a new one.`,
  ],
  [
    /signature expired|not yet current|requesttimetooskewed/i,
    () => "STS compares the time of the signature with its own: synchronise the clocks of Vault's servers.",
  ],
  [
    /invalidclienttokenid/i,
    () =>
      'STS does not know these credentials in that region. Set awsAuth.stsRegion to a region that is enabled in both accounts.',
  ],
  [
    /dial tcp|i\/o timeout|context deadline exceeded|no such host/i,
    () =>
      "Vault's servers cannot reach STS: give them a route or a VPC endpoint to the STS of the region in the message.",
  ],
];

/**
 * What to do about a login that Vault refused.
 *
 * @param errors Vault's own words
 * @returns `undefined` if the words are not known
 * @see https://developer.hashicorp.com/vault/api-docs/auth/aws#configure-client
 */
export function loginRemedy(status: number, errors: readonly string[], mountPath: string): string | undefined {
  // eslint-disable-next-line no-restricted-syntax -- Vault's own words, for which it has no code
  const known = REMEDIES.find(([words]) => errors.some((error) => words.test(error)));
  if (known) return known[1](mountPath);
  // A login needs no token. Vault answers 403 where no auth method is mounted, so that mounts cannot be guessed.
  if (status === 403 || status === 404) {
    return `No AWS auth method is mounted at auth/${mountPath} in the root namespace: check awsAuth.path and the namespace.`;
  }
  return undefined;
}
