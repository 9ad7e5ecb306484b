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
 * @param raw what `terraform output -json` or `cdktf output --outputs-file` writes
 * @param outputName output to read, e.g. `vault-dr_operator`; by default the only one whose name ends with `_operator`
 */
export function parseOutputs(file: string, raw: unknown, outputName: string | undefined): ReadOutputs {
  const nothing = (...problems: string[]): ReadOutputs => ({ settings: {}, caPem: undefined, problems });
  const outputs = valuesOf(raw);
  const names = Object.keys(outputs).filter((name) => OPERATOR.test(name));
  const [only] = names;
  const wanted = names.filter((name) => name === outputName || name.endsWith(`_${outputName}`));
  const name = outputName === undefined ? (names.length === 1 ? only : undefined) : (wanted[0] ?? outputName);
  if (name === undefined) {
    return nothing(
      names.length === 0
        ? `${file}: has no output whose name ends with _operator; apply the stack with this release, then write it again ` +
            'with "terraform output -json" or "cdktf output --outputs-file"'
        : `${file}: has ${names.join(', ')}; set outputName to one of them`,
    );
  }
  return parseOperator(`${file}: ${name}`, outputs[name]);
}

/** Parses the settings that a stack has for this tool. @param source where they are from, for problems */
export function parseOperator(source: string, raw: unknown): ReadOutputs {
  const parsed = v.safeParse(OPERATOR_OUTPUT, raw);
  if (!parsed.success) return { settings: {}, caPem: undefined, problems: problemsOf(parsed.issues, source) };
  return { settings: toSettings(parsed.output), caPem: parsed.output.ca_pem ?? undefined, problems: [] };
}

/** The outputs by name. `cdktf output` nests them by stack and construct, so their path becomes the name. */
function valuesOf(raw: unknown): Readonly<Record<string, unknown>> {
  const terraform = v.safeParse(TERRAFORM_OUTPUTS, raw);
  if (terraform.success)
    return Object.fromEntries(Object.entries(terraform.output).map(([name, { value }]) => [name, value]));
  return Object.fromEntries(flatten(raw, []));
}

function flatten(raw: unknown, path: readonly string[]): [string, unknown][] {
  const name = path.join('_');
  const isLeaf = typeof raw !== 'object' || raw === null || OPERATOR.test(name);
  return isLeaf ? [[name, raw]] : Object.entries(raw).flatMap(([key, value]) => flatten(value, [...path, key]));
}

const toSettings = (output: OperatorOutput): EnvironmentFile => ({
  environment: output.environment,
  identifier: output.identifier,
  replication: output.replication,
  clientName: output.client_name,
  hostedZoneId: output.hosted_zone_id,
  ...(output.other_hosted_zone_ids && { otherHostedZoneIds: output.other_hosted_zone_ids }),
  journalTable: output.journal_table,
  operationTimeoutSeconds: output.operation_timeout_seconds,
  ...(output.probe_timeout_ms && { probeTimeoutMs: output.probe_timeout_ms }),
  ...(output.dns_role_arn && { dnsRoleArn: output.dns_role_arn }),
  ...(output.max_failover_lag_seconds && { maxFailoverLagSeconds: output.max_failover_lag_seconds }),
  ...(output.drill_rto_seconds && { drill: { rtoSeconds: output.drill_rto_seconds } }),
  ...(output.replication === 'enterprise' ? ofEnterprise(output) : ofCommunity(output)),
});

type OutputOf<K extends OperatorOutput['replication']> = Extract<OperatorOutput, { replication: K }>;

const ofEnterprise = (output: OutputOf<'enterprise'>): EnvironmentFile => ({
  ...(output.operation_token_ttl_seconds && { operationTokenTtlSeconds: output.operation_token_ttl_seconds }),
  ...(output.rotation_minutes && { rotationMinutes: output.rotation_minutes }),
  ...(output.link_ca_file && { linkCaFile: output.link_ca_file }),
  ...(output.max_lag_wals && { maxLagWals: output.max_lag_wals }),
  ...(output.heartbeat_grace_ms && { heartbeatGraceMs: output.heartbeat_grace_ms }),
  ...(output.witness_region && { witnessRegion: output.witness_region }),
  ...(output.traffic && { traffic: output.traffic }),
  home: toEnterpriseCluster(output.home),
  away: toEnterpriseCluster(output.away),
});

const ofCommunity = (output: OutputOf<'snapshot' | 'postgres'>): EnvironmentFile => ({
  ...(output.interval_seconds && { snapshotIntervalSeconds: output.interval_seconds }),
  ...(output.mount && { mount: output.mount }),
  ...(output.nodes_document && { nodesDocument: output.nodes_document }),
  home: toCommunityCluster(output.home),
  away: toCommunityCluster(output.away),
});

const toCommunityCluster = (output: OutputOf<'snapshot' | 'postgres'>['home']): ClusterFile => ({
  ...toCluster(output),
  ...(output.snapshot_bucket && { snapshotBucket: output.snapshot_bucket }),
  ...(output.nodes_tag && { nodesTag: output.nodes_tag }),
});

const toCluster = (output: OperatorOutput['home']): ClusterFile => ({
  region: output.region,
  address: output.address,
  dnsName: output.dns_name,
  setIdentifier: output.set_identifier,
  functions: output.functions,
  ...(output.load_balancer_zone_id && { loadBalancerZoneId: output.load_balancer_zone_id }),
  ...(output.ipv6 && { ipv6: true }),
});

const toEnterpriseCluster = (output: OutputOf<'enterprise'>['home']): ClusterFile => ({
  ...toCluster(output),
  secretArn: output.operation_token_secret_arn,
  ...(output.break_glass_token_secret_arn && { breakGlassSecretArn: output.break_glass_token_secret_arn }),
  ...(output.cluster_address && { clusterAddress: output.cluster_address }),
});
