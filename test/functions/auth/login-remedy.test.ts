import { loginRemedy } from '../../../functions/auth/login-remedy';

const remedy = (words: string, status = 400): string | undefined => loginRemedy(status, [words], 'aws');

describe('the remedy for a refused login', () => {
  it.each<[string, string, RegExp]>([
    [
      'Vault asks the global STS',
      "error making upstream request: received error code 403 from STS: <Error><Code>SignatureDoesNotMatch</Code><Message>Credential should be scoped to a valid region. Expected 'us-east-1', got 'eu-west-1'</Message></Error>",
      /use_sts_region_from_client=true to auth\/aws\/config\/client.*awsAuth\.stsRegion/,
    ],
    [
      'the server id differs',
      'error validating X-Vault-AWS-IAM-Server-ID header: expected "a" but got "b"',
      /iam_server_id_header_value.*awsAuth\.serverId/,
    ],
    ['the role does not exist', 'entry for role dr-operation-token-gen-dev-eu1 not found', /apply the stack/],
    [
      'the role is bound to another principal',
      'IAM Principal "arn:aws:sts::1:assumed-role/x/y" does not belong to the role "z"',
      /bound to another IAM role/,
    ],
    [
      'a clock is off',
      '<Message>Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z</Message>',
      /clocks/,
    ],
    ['the region is not enabled', '<Code>InvalidClientTokenId</Code>', /enabled in both accounts/],
    [
      'the servers have no route to STS',
      'error making upstream request: Post "https://sts.eu-west-1.amazonaws.com/": dial tcp 10.0.0.1:443: i/o timeout',
      /cannot reach STS/,
    ],
  ])('names the setting if %s', (_what, words, expected) => {
    expect(remedy(words)).toMatch(expected);
  });

  it('speaks of the mount and the namespace at a 403, because a login needs no token', () => {
    expect(remedy('permission denied', 403)).toMatch(/awsAuth\.path and the namespace/);
  });

  it('is left to the status if the words are not known', () => {
    expect(remedy('something new')).toBeUndefined();
  });
});
