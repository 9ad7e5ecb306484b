import type { ClusterName } from '../functions/shared/contract';
import type { WeightedRecords } from './aws/weighted-records';
import type { DeploymentName } from './private/names';
import type { VaultDnsProps, VaultDrMember } from './vault-dr-props';

/** What the operator's tool needs to know about every pair, so that it works without a configuration file. */
interface OperatedPair {
  readonly clientName: string;
  readonly records: WeightedRecords;
  readonly stores: { readonly home: { readonly journal: { readonly name: string } } };
}

interface OperatedProps extends DeploymentName {
  readonly hostedZoneId: string;
  readonly otherHostedZoneIds?: readonly string[];
  readonly dns?: VaultDnsProps;
  readonly maxFailoverLagSeconds?: number;
  readonly probeTimeoutMs?: number;
  readonly caPem?: string;
  readonly home: Omit<VaultDrMember, 'clusterAddress'>;
  readonly away: Omit<VaultDrMember, 'clusterAddress'>;
}

/** The part of the settings that every pair has, however it replicates. It contains no secret. */
export const operatedPair = (pair: OperatedPair, props: OperatedProps): Record<string, unknown> => ({
  environment: props.environment,
  identifier: props.identifier,
  client_name: pair.clientName,
  hosted_zone_id: props.hostedZoneId,
  journal_table: pair.stores.home.journal.name,
  ...withoutUndefined({
    max_failover_lag_seconds: props.maxFailoverLagSeconds,
    probe_timeout_ms: props.probeTimeoutMs,
    other_hosted_zone_ids: props.otherHostedZoneIds,
    dns_role_arn: props.dns?.roleArn,
    ca_pem: props.caPem,
  }),
});

/** The same for one cluster. */
export const operatedCluster = (
  pair: OperatedPair,
  props: OperatedProps,
  cluster: ClusterName,
): Record<string, unknown> => ({
  region: props[cluster].region,
  address: props[cluster].address,
  dns_name: pair.records.targets[cluster].dnsName,
  set_identifier: pair.records.setIdentifiers[cluster],
  ...withoutUndefined({
    load_balancer_zone_id: props[cluster].loadBalancer?.zoneId,
    ipv6: props[cluster].loadBalancer?.ipv6,
  }),
});

/** Terraform would write an output's `undefined` as `null`. */
export const withoutUndefined = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
