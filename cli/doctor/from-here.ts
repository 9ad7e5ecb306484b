import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import type { ReplicationKind } from '../../functions/dr-operations/replication/traits';
import type { UpCluster } from '../../functions/shared/cluster-observation';
import { noReplication } from '../../functions/shared/community';
import { licenseFault } from '../../functions/shared/license';
import { asksForClientCertificate } from '../../functions/shared/http';
import { missedRotation } from '../../functions/shared/token-times';
import type { ReadToken } from '../break-glass/prepared-token';
import type { EnvironmentSettings } from '../config';
import type { NameAnswer } from '../operations/name-servers';
import { duration } from '../render/phrases';
import { ok, unknown, wrong, type Check } from './check';
import type { Probe } from './probe';

/** Larger differences of clocks matter: each cluster judges the end of a batch token by its own clock. */
const MAX_SKEW_MS = 5_000;
const SHORT_CERTIFICATE_MS = 14 * 24 * 3600 * 1000;

/** Judges a cluster's answer to this machine: health path, certificate, clock. Pure. */
export function judgeProbe(
  cluster: ClusterName,
  { address, replication = 'enterprise' }: { readonly address: string; readonly replication?: ReplicationKind },
  seen: Probe | Error,
  now: number,
): Check[] {
  const hop = (what: string): string => `here → ${cluster} ${what}`;
  if (seen instanceof Error) {
    const code = (seen as NodeJS.ErrnoException).code ?? seen.name;
    if (asksForClientCertificate(seen)) {
      return [
        wrong(
          hop('client certificate'),
          'the cluster asks for one that it trusts',
          'Set VAULT_CLIENT_CERT and VAULT_CLIENT_KEY to the paths of PEM files.',
        ),
      ];
    }
    if (/CERT|SIGNATURE|ISSUER|HOSTNAME|ALTNAME/.test(code)) {
      return [
        wrong(hop('certificate'), code, `caFile does not verify the certificate of ${address}: correct one of them.`),
      ];
    }
    return [unknown(hop('Vault API'), `${code}: not reachable from this machine; only the Lambdas need to reach it`)];
  }
  const leftMs = seen.certificateEndsAt - now;
  return [
    seen.status === 200
      ? ok(hop('health path'), replication === 'enterprise' ? 'answers 200, also as a DR secondary' : 'answers 200')
      : wrong(
          hop('health path'),
          `answers ${seen.status} to the health check of a load balancer`,
          'A load balancer takes the cluster out of service. Check whether it is sealed and has an active node.',
        ),
    leftMs > SHORT_CERTIFICATE_MS
      ? ok(hop('certificate'), `ends in ${duration(leftMs)}`)
      : wrong(
          hop('certificate'),
          `ends in ${duration(leftMs)}`,
          'Renew the certificate on every node and on the load balancer.',
        ),
    judgeClock(hop('clock'), seen),
    ...(seen.cluster && replication === 'enterprise' ? judgeBinary(cluster, address, seen.cluster, now) : []),
  ];
}

/** Judges what a cluster says of its edition, its license, and replication that the engine does not know. */
function judgeBinary(cluster: ClusterName, address: string, seen: UpCluster, now: number): Check[] {
  const hop = (what: string): string => `here → ${cluster} ${what}`;
  const checks: Check[] = [];
  const community = seen.isCommunity ? noReplication(cluster) : undefined;
  if (community) checks.push(wrong(hop('edition'), community.reason, community.remedy));
  const license = licenseFault(cluster, seen.license, now);
  if (license) checks.push(wrong(hop('license'), license.reason, license.remedy));
  else if (seen.license?.expiresAt) checks.push(ok(hop('license'), `until ${seen.license.expiresAt}`));
  if (seen.performanceMode) {
    const detail = `it is a ${seen.performanceMode} of performance replication, which vault-dr neither checks nor changes`;
    checks.push(unknown(hop('performance replication'), `${detail}. See "What it does not do" in the README`));
  }
  if (new URL(address).hostname.endsWith('.hashicorp.cloud')) {
    checks.push(wrong(hop('edition'), 'it is HCP Vault Dedicated', 'HashiCorp operates its DR: use the HCP portal.'));
  }
  return checks;
}

/** Vault reports whole seconds, at some time between the request and the answer. */
function judgeClock(hop: string, { serverTimeMs, askedAt, answeredAt }: Probe): Check {
  if (serverTimeMs === undefined) return unknown(hop, 'Vault does not report its time');
  const aheadMs = Math.max(0, serverTimeMs - answeredAt);
  const behindMs = Math.max(0, askedAt - (serverTimeMs + 1000));
  const skewMs = Math.max(aheadMs, behindMs);
  if (skewMs <= MAX_SKEW_MS) return ok(hop, `differs from this machine by at most ${duration(MAX_SKEW_MS)}`);
  return wrong(
    hop,
    `${duration(skewMs)} ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine`,
    'Synchronise both clocks: expiry of batch tokens and signed logins depend on them.',
  );
}

/** Judges the answers of name servers for the client name. Pure. */
export function judgeNames(
  { clientName }: EnvironmentSettings,
  answers: readonly NameAnswer[],
  primary: ClusterName | undefined,
): Check[] {
  return answers.map(({ server, error, leadsTo, ttlSeconds }) => {
    const hop = `name server ${server} → ${clientName}`;
    if (error !== undefined) return wrong(hop, error, 'Check the zone, its delegation, and the name server.');
    if (primary === undefined || leadsTo === primary) return ok(hop, `leads to ${leadsTo}`);
    return wrong(
      hop,
      `leads to ${leadsTo}, and ${primary} is primary`,
      `It may have cached the old answer, for at most ${ttlSeconds ?? 60} s. If it does not change, check the weights.`,
    );
  });
}

/**
 * Judges the break-glass token of a region. That this identity may not read it, or that the pair has none, is no fault: the
 * token is for whoever uses break-glass with Vault 2.x. Pure.
 */
export function judgeBreakGlassToken(region: string, read: ReadToken, now: number): Check {
  const hop = `here → break-glass token ${region}`;
  const remedy = 'Run vault-dr token rotate: it says why no new one is made.';
  if (read.kind === 'none') {
    const detail = `${read.problem}: ${read.detail}`;
    const isInvalid = read.problem === 'expired' || read.problem === 'malformed';
    return isInvalid ? wrong(hop, detail, remedy) : unknown(hop, detail);
  }
  const isOld = missedRotation(read.token, now) !== undefined;
  const detail = `expires in ${duration(read.token.expiresAt - now)}`;
  return isOld ? wrong(hop, `${detail}, and it was not made anew when it was due`, remedy) : ok(hop, detail);
}

/** Judges whether this machine can read the journal and lease tables. Pure. */
export const judgeTables = (
  { journalTable, ...settings }: EnvironmentSettings,
  silent: readonly ClusterName[],
): Check[] =>
  CLUSTER_NAMES.map((cluster) => {
    const hop = `here → DynamoDB ${settings[cluster].region}`;
    if (!silent.includes(cluster)) return ok(hop, `${journalTable} answers`);
    return wrong(
      hop,
      `${journalTable} does not answer`,
      'Check your credentials, the table, and DynamoDB in that region.',
    );
  });
