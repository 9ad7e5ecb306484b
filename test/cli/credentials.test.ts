import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentialProblem } from '../../cli/credentials';

const CONFIG = `
[default]
region = eu-west-1
sso_start_url = https://old.awsapps.com/start
[profile work]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = operator
[profile laptop]
login_session = arn:aws:iam::123456789012:user/jo
[profile keys]
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key = x
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
`;

let folder: string;
const { env } = process;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aws-config-'));
  writeFileSync(join(folder, 'config'), CONFIG);
  process.env = { ...env, AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none') };
  delete process.env['AWS_PROFILE'];
  delete process.env['AWS_ACCESS_KEY_ID'];
});
afterEach(() => {
  process.env = env;
  rmSync(folder, { recursive: true });
});

const problem = (name: string, variables: Record<string, string> = {}): Promise<string | undefined> => {
  Object.assign(process.env, variables);
  return credentialProblem(Object.assign(new Error('words that nobody decides by'), { name }));
};

describe('credentialProblem', () => {
  it.each([
    [{}, 'run "aws sso login --profile default"'],
    [{ AWS_PROFILE: 'work' }, 'run "aws sso login --profile work"'],
    [{ AWS_PROFILE: 'laptop' }, 'run "aws login --profile laptop"'],
    [{ AWS_PROFILE: 'keys' }, '"aws sts get-caller-identity --profile keys"'],
    [{ AWS_PROFILE: 'wrok' }, 'there is no AWS profile wrok: see "aws configure list-profiles"'],
  ])('with %o and no credentials says %s', async (variables, command) => {
    expect(await problem('CredentialsProviderError', variables)).toContain(command);
  });

  it('says how to begin on a machine that has no profile', async () => {
    const variables = { AWS_CONFIG_FILE: join(folder, 'none') };
    expect(await problem('CredentialsProviderError', variables)).toContain('"aws configure sso"');
  });

  it.each([
    [{ AWS_PROFILE: 'work' }, 'have expired: run "aws sso login --profile work"'],
    [{ AWS_PROFILE: 'keys' }, 'have expired: renew the keys of profile keys'],
    [
      { AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE' },
      'have expired: set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN anew',
    ],
  ])('with %o that have expired says %s', async (variables, command) => {
    expect(await problem('ExpiredTokenException', variables)).toContain(command);
  });

  it.each([
    ['UnrecognizedClientException', 'AWS does not know your access key'],
    ['InvalidSignatureException', 'check the clock of this machine'],
    ['AccessDenied', 'does not let you take the role of profile work'],
  ])('after %s says that %s', async (name, words) => {
    expect(await problem(name, { AWS_PROFILE: 'work' })).toContain(words);
  });

  it('has nothing to say about any other error', async () => {
    expect(await problem('ResourceNotFoundException')).toBeUndefined();
  });
});
