import type { EnvironmentConfig } from '../../live/shared/environment-config';

type Explain = (config: EnvironmentConfig, match: RegExpExecArray) => string;

/**
 * Frequent failures, each by words that only its own service says. The first pattern that matches is used. Lines are
 * joined before, because Terraform breaks its messages at the width of the terminal.
 */
const KNOWN: readonly (readonly [pattern: RegExp, explain: Explain])[] = [
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
    /Error acquiring the state lock(?:.*?Lock Info: +ID: +(?<id>\S+))?(?:.*?Who: +(?<who>\S+))?(?:.*?Created: +(?<since>[-\d]+ [:.\d]+))?/,
    ({ environment }, { groups: { id, who = 'another run', since } = {} }) =>
      `the state of ${environment} is locked by ${who}${since ? ` since ${since} (UTC)` : ''}${id ? `, lock ${id}` : ''}: ` +
      `wait until that run ends, then plan again. If it has died, run "make unlock ENV=${environment}"`,
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
    /UnreservedConcurrentExecution/,
    ({ accountId, environment }) =>
      `account ${accountId} has too few concurrent Lambda runs to reserve any: ask AWS for a higher quota "Concurrent ` +
      `executions" (Service Quotas, Lambda), or leave reservedConcurrency out of live/${environment}/config.ts`,
  ],
  [
    /(?:https?:\/\/(?<host>[^/\s"]+)\/v1\/\S*"?:? .*?|provider\["[^"]*\/vault"\].*?)(?:dial tcp|no such host|connection refused|i\/o timeout|deadline exceeded)/,
    ({ environment }, { groups: { host } = {} }) =>
      `Vault${host ? ` at ${host}` : ''} cannot be reached from here: check its name, its load balancer and the route ` +
      `(vaultAddress in live/${environment}/config.ts)`,
  ],
  [
    /operation error S3: .*?(?:dial tcp|no such host|connection refused|i\/o timeout|request send failed|exceeded maximum number of attempts)/,
    ({ state }) =>
      `the state bucket ${state.bucket} cannot be reached: check the network and the region ${state.region}`,
  ],
  [
    /operation error S3: .*?(?:AccessDenied|StatusCode: 403)/,
    ({ state, accountId }) =>
      `access to the state bucket ${state.bucket} is denied: log in with a role of account ${accountId}`,
  ],
  [
    /operation error (?<service>[\w ]+): .*?(?:dial tcp|no such host|connection refused|i\/o timeout|request send failed|exceeded maximum number of attempts)/,
    (_config, { groups: { service } = {} }) =>
      `AWS ${service} cannot be reached from here: check the network, the region and any endpoint in the environment`,
  ],
  [
    /not authorized to perform: (?<action>[a-z0-9-]+:\w+)(?<deny>.*?explicit deny)?/,
    (_config, { groups: { action, deny } = {} }) =>
      deny
        ? `a policy denies ${action} explicitly (a service control policy, or a permissions boundary): ask whoever owns it`
        : `the role that applies may not do ${action}: add it to the role's policy`,
  ],
];

/**
 * Explains a failure of Terraform.
 *
 * @returns for a known one a line that says what to do, and then Terraform's own first error with its resource; otherwise
 *   everything from the first error on
 */
export function explainFailure(output: string, config: EnvironmentConfig): string {
  const text = withoutFrame(output);
  const joined = text.replace(/\s+/g, ' ');
  for (const [pattern, explain] of KNOWN) {
    const match = pattern.exec(joined);
    if (match) return `${explain(config, match)}\n\n${firstError(text)}`;
  }
  return text.slice(Math.max(0, text.indexOf('Error:'))).trim();
}

/** Terraform draws a line beside each message. */
const withoutFrame = (output: string): string => output.replace(/^[╷│╵] ?/gm, '');

/** The first error, with the resource and the place that Terraform names below it. */
function firstError(text: string): string {
  const [, ...errors] = text.split(/^(?=Error: )/m);
  return (errors[0] ?? text).trim();
}
