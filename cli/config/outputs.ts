import * as v from 'valibot';
import type { ClusterFile, EnvironmentFile, OperatorOutput } from './schema';
import { OPERATOR_OUTPUT, problemsOf } from './schema';

const OPERATOR = /_operator$/;
const TERRAFORM_OUTPUTS = v.record(v.string(), v.object({ value: v.unknown() }));

export interface ReadOutputs {
  readonly settings: EnvironmentFile;
  /** CA certificates in PEM that the stack gives to its Lambdas. */
  readonly caPem: string | undefined;
  readonly problems: readonly string[];
}

/**
 * Reads settings from a stack's outputs.
 *
 * @param raw what `terraform output -json` writes
 * @param outputName output to read, e.g. `vault-dr_operator`; by default the only one whose name ends with `_operator`
 */
export function parseOutputs(file: string, raw: unknown, outputName: string | undefined): ReadOutputs {
  const nothing = (...problems: string[]): ReadOutputs => ({ settings: {}, caPem: undefined, problems });
  const outputs = v.safeParse(TERRAFORM_OUTPUTS, raw);
  if (!outputs.success) return nothing(`${file}: is not the output of "terraform output -json"`);
  const names = Object.keys(outputs.output).filter((name) => OPERATOR.test(name));
  const [only] = names;
  const name = outputName ?? (names.length === 1 ? only : undefined);
  if (name === undefined) {
    return nothing(
      names.length === 0
        ? `${file}: has no output whose name ends with _operator; apply the stack with this release, then run "make output"`
        : `${file}: has ${names.join(', ')}; set outputName to one of them`,
    );
  }
  const parsed = v.safeParse(OPERATOR_OUTPUT, outputs.output[name]?.value);
  if (!parsed.success) return nothing(...problemsOf(parsed.issues, `${file}: ${name}`));
  return { settings: toSettings(parsed.output), caPem: parsed.output.ca_pem ?? undefined, problems: [] };
}

const toSettings = (output: OperatorOutput): EnvironmentFile => ({
  environment: output.environment,
  identifier: output.identifier,
  clientName: output.client_name,
  hostedZoneId: output.hosted_zone_id,
  journalTable: output.journal_table,
  operationTimeoutSeconds: output.operation_timeout_seconds,
  ...(output.link_ca_file && { linkCaFile: output.link_ca_file }),
  ...(output.max_lag_wals && { maxLagWals: output.max_lag_wals }),
  ...(output.max_failover_lag_seconds && { maxFailoverLagSeconds: output.max_failover_lag_seconds }),
  ...(output.heartbeat_grace_ms && { heartbeatGraceMs: output.heartbeat_grace_ms }),
  ...(output.witness_region && { witnessRegion: output.witness_region }),
  home: toCluster(output.home),
  away: toCluster(output.away),
});

const toCluster = (output: OperatorOutput['home']): ClusterFile => ({
  region: output.region,
  address: output.address,
  dnsName: output.dns_name,
  setIdentifier: output.set_identifier,
  secretArn: output.operation_token_secret_arn,
  functions: output.functions,
  ...(output.cluster_address && { clusterAddress: output.cluster_address }),
});
