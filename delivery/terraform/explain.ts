import type { EnvironmentConfig } from '../../live/shared/environment-config';

type Explain = (config: EnvironmentConfig, match: RegExpExecArray) => string;

/** Frequent failures. The first pattern that matches is used. */
const KNOWN: readonly (readonly [pattern: RegExp, explain: Explain])[] = [
  [
    /UnreservedConcurrentExecution/,
    ({ accountId }) =>
      `account ${accountId} has too little Lambda concurrency to reserve any: leave the prop reservedConcurrency out, or ` +
      'ask AWS for a higher quota "Concurrent executions" in that region (Service Quotas, AWS Lambda, L-B99A9384)',
  ],
  [
    /No valid credential sources|no EC2 IMDS role found|ExpiredToken|InvalidClientTokenId|InvalidAccessKeyId/,
    ({ accountId, environment }) =>
      `no valid AWS credentials: log in with a role of account ${accountId} (${environment}) and run it again`,
  ],
  [
    /S3 bucket "[^"]*" does not exist|NoSuchBucket/,
    ({ state, environment }) =>
      `the state bucket ${state.bucket} does not exist: run "make bootstrap ENV=${environment}"`,
  ],
  [
    /Error acquiring the state lock[\s\S]*?Who:\s*(\S+)|Error acquiring the state lock/,
    ({ environment }, [, who]) =>
      `the state of ${environment} is locked by ${who ?? 'another run'}: wait until that run ends, then plan again`,
  ],
  [
    /Saved plan is stale/,
    ({ environment }) =>
      `the state has changed since the plan: run "make plan ENV=${environment}" and have it reviewed`,
  ],
  [
    /Failed to query available provider packages|Failed to install provider|could not connect to registry/,
    () =>
      'the providers cannot be downloaded: give Terraform access to its registry, or configure a mirror ' +
      '(provider_installation in its configuration file)',
  ],
  [
    /dial tcp[^\n]*|connection refused|no such host|i\/o timeout|exceeded maximum number of attempts|request send failed/,
    ({ state }) =>
      `the state bucket ${state.bucket} cannot be reached: check the network and the region ${state.region}`,
  ],
  [
    /AccessDenied|StatusCode: 403/,
    ({ state, accountId }) =>
      `access to the state bucket ${state.bucket} is denied: log in with a role of account ${accountId}`,
  ],
];

/** @returns one line for a known failure, otherwise the message of Terraform */
export function explainFailure(output: string, config: EnvironmentConfig): string {
  for (const [pattern, explain] of KNOWN) {
    const match = pattern.exec(output);
    if (match) return explain(config, match);
  }
  return output.slice(Math.max(0, output.indexOf('Error:'))).trim();
}
