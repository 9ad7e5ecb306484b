import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { signGetCallerIdentity, type AwsCredentials } from '../../../functions/auth/sign';

const LONG_LIVED = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const OF_A_ROLE = { ...LONG_LIVED, sessionToken: 'IQoJb3JpZ2luX2VjEXAMPLE//////////wEaDGV1LWNlbnRyYWwtMSJ=' };
const NOW = new Date('2025-01-31T23:59:59.987Z');

/** The `Authorization` header of AWS's own signer for the same request. */
async function signedByAws(
  credentials: AwsCredentials,
  region: string,
  serverId: string,
  now: Date,
): Promise<string | undefined> {
  const { url, body, headers } = signGetCallerIdentity(credentials, region, serverId, now);
  const addedBySigner = ['authorization', 'x-amz-date', 'x-amz-security-token'];
  const given = Object.fromEntries(Object.entries(headers).filter(([name]) => !addedBySigner.includes(name)));
  const { hostname } = new URL(url);
  const signer = new SignatureV4({ credentials, region, service: 'sts', sha256: Sha256, applyChecksum: false });
  const signed = await signer.sign(
    { method: 'POST', protocol: 'https:', hostname, path: '/', headers: given, body },
    { signingDate: now },
  );
  return signed.headers['authorization'];
}

describe('signGetCallerIdentity', () => {
  it.each<[string, AwsCredentials, string, string]>([
    ['credentials of a role', OF_A_ROLE, 'eu-central-1', 'vault.example.com'],
    ['long-lived credentials', LONG_LIVED, 'us-east-1', 'vault.example.com'],
    ['a region of China', OF_A_ROLE, 'cn-north-1', 'vault.example.com.cn'],
    ['a region of GovCloud', OF_A_ROLE, 'us-gov-west-1', 'vault.example.com'],
    ['a server id with spaces', OF_A_ROLE, 'eu-west-1', ' the  vault '],
  ])('signs like the AWS SDK with %s', async (_name, credentials, region, serverId) => {
    const { headers } = signGetCallerIdentity(credentials, region, serverId, NOW);
    expect(headers['authorization']).toBe(await signedByAws(credentials, region, serverId, NOW));
  });

  it('signs like the AWS SDK with any credentials, server id and time', async () => {
    const word = fc.stringMatching(/^[\w/+=.-]{16,40}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.record({ accessKeyId: word, secretAccessKey: word }),
        word,
        fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
        async (credentials, serverId, now) => {
          const { headers } = signGetCallerIdentity(credentials, 'eu-central-1', serverId, now);
          expect(headers['authorization']).toBe(await signedByAws(credentials, 'eu-central-1', serverId, now));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('gives the request that Vault accepts', () => {
    const { url, body, headers } = signGetCallerIdentity(OF_A_ROLE, 'eu-central-1', 'vault.example.com', NOW);
    expect(url).toBe('https://sts.eu-central-1.amazonaws.com/');
    expect(body).toBe('Action=GetCallerIdentity&Version=2011-06-15');
    expect(headers).toMatchObject({
      host: 'sts.eu-central-1.amazonaws.com',
      'content-length': '43',
      'x-amz-date': '20250131T235959Z',
      'x-amz-security-token': OF_A_ROLE.sessionToken,
      'x-vault-aws-iam-server-id': 'vault.example.com',
    });
  });

  it('signs every header, the server id and the session token among them', () => {
    const { headers } = signGetCallerIdentity(OF_A_ROLE, 'eu-central-1', 'vault.example.com', NOW);
    const { authorization, ...others } = headers;
    expect(/SignedHeaders=([^,]+)/.exec(authorization ?? '')?.[1]?.split(';')).toEqual(Object.keys(others).sort());
    expect(Object.keys(others)).toContain('x-vault-aws-iam-server-id');
  });

  it('sends no session token when there is none', () => {
    const { headers } = signGetCallerIdentity(LONG_LIVED, 'eu-central-1', 'a', NOW);
    expect(Object.keys(headers).join()).not.toContain('security-token');
  });
});
