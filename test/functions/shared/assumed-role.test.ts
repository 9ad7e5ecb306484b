import { STSClient } from '@aws-sdk/client-sts';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assumeRole } from '../../../functions/shared/assumed-role';
import { awsClientConfig } from '../../../functions/shared/aws';
import { AwsError } from '../../../functions/shared/errors';

const ROLE = 'arn:aws:iam::222222222222:role/zone';
const HOUR = 3_600_000;

describe('assumeRole', () => {
  let server: Server;
  let sts: STSClient;
  let calls = 0;
  let refuses = false;
  let now = Date.parse('2026-01-01T00:00:00Z');

  beforeAll(async () => {
    server = createServer((_, response) => {
      calls += 1;
      if (refuses) {
        response.writeHead(403, { 'content-type': 'text/xml' });
        return response.end(
          '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>',
        );
      }
      const ends = new Date(now + HOUR).toISOString();
      return response.end(
        `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>KEY${calls}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>` +
          `<SessionToken>t</SessionToken><Expiration>${ends}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    sts = new STSClient({
      region: 'eu-west-1',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'own', secretAccessKey: 'own' },
      ...awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 5000, maxAttempts: 1 }),
    });
    jest.spyOn(Date, 'now').mockImplementation(() => now);
  });
  beforeEach(() => {
    calls = 0;
    refuses = false;
  });
  afterAll(() => {
    jest.restoreAllMocks();
    sts.destroy();
    server.close();
  });

  it('keeps the credentials while they are valid for longer than an operation', async () => {
    const provide = assumeRole(sts, ROLE);
    await provide();
    now += 39 * 60_000;
    expect(await provide()).toMatchObject({ accessKeyId: 'KEY1' });
  });

  it('renews them 20 minutes before they end', async () => {
    const provide = assumeRole(sts, ROLE);
    await provide();
    now += 40 * 60_000;
    expect(await provide()).toMatchObject({ accessKeyId: 'KEY2' });
  });

  it('goes on with valid credentials if the renewal fails, and asks again after a minute', async () => {
    const provide = assumeRole(sts, ROLE);
    await provide();
    now += 45 * 60_000;
    refuses = true;
    expect(await provide()).toMatchObject({ accessKeyId: 'KEY1' });
    expect(await provide()).toMatchObject({ accessKeyId: 'KEY1' });
    expect(calls).toBe(2);
    now += 61_000;
    refuses = false;
    expect(await provide()).toMatchObject({ accessKeyId: 'KEY3' });
  });

  it('fails with the name of the role when nothing valid is left', async () => {
    const provide = assumeRole(sts, ROLE);
    await provide();
    now += HOUR - 30_000;
    refuses = true;
    await expect(provide()).rejects.toThrow(AwsError);
    await expect(provide()).rejects.toThrow(
      /^STS AssumeRole of arn:aws:iam::222222222222:role\/zone failed \(AccessDenied\)/,
    );
  });
});
