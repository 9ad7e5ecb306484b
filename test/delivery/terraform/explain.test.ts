import { explainFailure } from '../../../delivery/terraform/explain';
import { config } from '../../../live/dev/config';

const explained = (output: string): string => explainFailure(output, config);
const advice = (output: string): string => explained(output).split('\n\n')[0] ?? '';

const LOCKED = `Error: Error acquiring the state lock

Error message: operation error S3: PutObject, https response error StatusCode: 412, api error PreconditionFailed: At least one of the pre-conditions you specified did not hold
Lock Info:
  ID:        7b7a6b5e-1111-2222-3333-444455556666
  Path:      b/vault-dr/dev/terraform.tfstate
  Operation: OperationTypePlan
  Who:       ci@agent-7
  Created:   2026-01-02 03:04:05.678901234 +0000 UTC
`;

describe('a failure of Terraform is explained by the service that spoke:', () => {
  it.each<[string, string, RegExp]>([
    [
      'a role that may not make a Lambda',
      'Error: creating Lambda Function (vault-auth-dev-eu1): operation error Lambda: CreateFunction, https response error StatusCode: 403, RequestID: x, api error AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/ci/x is not authorized to perform: lambda:CreateFunction',
      /^the role that applies may not do lambda:CreateFunction/,
    ],
    [
      'a service control policy',
      'Error: creating IAM Role (x): operation error IAM: CreateRole, https response error StatusCode: 403, api error AccessDenied: not authorized to perform: iam:CreateRole with an explicit deny in a service control policy',
      /^a policy denies iam:CreateRole explicitly/,
    ],
    [
      'Vault whose name does not resolve',
      'Error: failed to lookup token, err=Get "https://vault.acme.example:8200/v1/auth/token/lookup-self": dial tcp: lookup vault.acme.example on 10.0.0.2:53: no such host',
      /^Vault at vault\.acme\.example:8200 cannot be reached/,
    ],
    [
      'Vault that refuses connections',
      'Error: error reading from Vault: Get "https://vault.acme.example:8200/v1/sys/auth": dial tcp 10.0.0.9:8200: connect: connection refused',
      /^Vault at vault\.acme\.example:8200 cannot be reached/,
    ],
    [
      'a state bucket that cannot be reached',
      'Error: Failed to get existing workspaces: operation error S3: ListObjectsV2, exceeded maximum number of attempts, 5, https response error StatusCode: 0, request send failed, Get "https://b.s3.eu-west-1.amazonaws.com/": dial tcp: lookup b: no such host',
      /^the state bucket .* cannot be reached/,
    ],
    [
      'STS that cannot be reached',
      'Error: validating provider credentials: retrieving caller identity from STS: operation error STS: GetCallerIdentity, exceeded maximum number of attempts, 5, https response error StatusCode: 0, request send failed, Post "http://127.0.0.1:1/": dial tcp 127.0.0.1:1: connect: connection refused',
      /^AWS STS cannot be reached/,
    ],
    [
      'a state bucket that refuses',
      'Error: error loading state: operation error S3: GetObject, https response error StatusCode: 403, api error AccessDenied: Access Denied',
      /^access to the state bucket .* is denied/,
    ],
    [
      'an account that can reserve no concurrency',
      "Error: setting Lambda Function (x) concurrency: operation error Lambda: PutFunctionConcurrency, https response error StatusCode: 400, InvalidParameterValueException: Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [10].",
      /higher quota "Concurrent executions"/,
    ],
    [
      'a lock, with its id, owner and time',
      LOCKED,
      /ci@agent-7 since 2026-01-02 03:04:05.*lock 7b7a6b5e-1111.*make unlock ENV=dev/,
    ],
  ])('%s', (_what, output, expected) => {
    expect(advice(output)).toMatch(expected);
  });

  it('also if Terraform has broken the lines and drawn a frame', () => {
    const framed = [
      '╷',
      '│ Error: error reading from Vault: Get',
      '│ "https://vault.acme.example:8200/v1/sys/auth": dial tcp 10.0.0.9:8200:',
      '│ connect: connection refused',
      '│ ',
      '│   with vault_policy.it,',
      '│   on cdk.tf.json line 3',
      '╵',
    ].join('\n');
    expect(advice(framed)).toMatch(/^Vault at vault\.acme\.example:8200 cannot be reached/);
    expect(explained(framed)).toContain('with vault_policy.it');
  });
});

describe("Terraform's own words", () => {
  it('follow the explanation: the first error, with its resource', () => {
    const two = 'Refreshing…\nError: Saved plan is stale\n\n  with aws_x.one\n\nError: another\n\n  with aws_x.two\n';
    expect(explained(two)).toMatch(/have it reviewed\n\nError: Saved plan is stale\n\n {2}with aws_x\.one$/);
  });

  it('are all that is said of an unknown failure', () => {
    expect(explained('Planning…\nError: something new\n\n  with aws_x.one\n')).toBe(
      'Error: something new\n\n  with aws_x.one',
    );
  });
});
