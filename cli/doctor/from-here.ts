import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import type { EnvironmentSettings } from '../config';
import type { NameAnswer } from '../operations/name-servers';
import { duration } from '../render/time';
import { ok, unknown, wrong, type Check } from './check';
import type { Probe } from './probe';

/** The end of a batch token is told by each cluster's own clock. */
const MOST_SKEW_MS = 5_000;
const SHORT_CERTIFICATE_MS = 14 * 24 * 3600 * 1000;

/** What a cluster's answer to this machine says: health path, certificate, clock. Pure. */
export function judgeProbe(cluster: ClusterName, address: string, seen: Probe | Error, now: number): Check[] {
  const hop = (what: string): string => `here → ${cluster} ${what}`;
  if (seen instanceof Error) {
    const code = (seen as NodeJS.ErrnoException).code ?? seen.name;
    if (/CERT|SIGNATURE|ISSUER|HOSTNAME|ALTNAME/.test(code)) {
      return [
        wrong(hop('certificate'), code, `${address} shows a certificate that caFile does not verify: mend either.`),
      ];
    }
    return [unknown(hop('Vault API'), `${code}: not to be reached from this machine; the Lambdas' view counts`)];
  }
  const leftMs = seen.certificateEndsAt - now;
  return [
    seen.status === 200
      ? ok(hop('health path'), 'answers 200, also as DR secondary')
      : wrong(
          hop('health path'),
          `answers ${seen.status} to the load balancer's check`,
          'A load balancer that checks this path drops it: look at its seal and its active node.',
        ),
    leftMs > SHORT_CERTIFICATE_MS
      ? ok(hop('certificate'), `ends in ${duration(leftMs)}`)
      : wrong(hop('certificate'), `ends in ${duration(leftMs)}`, 'Renew it, on every node and on the load balancer.'),
    judgeClock(hop('clock'), seen),
  ];
}

/** The server says whole seconds, at some moment between the question and the answer. */
function judgeClock(hop: string, { serverTimeMs, askedAt, answeredAt }: Probe): Check {
  if (serverTimeMs === undefined) return unknown(hop, 'it does not tell its time');
  const aheadMs = Math.max(0, serverTimeMs - answeredAt);
  const behindMs = Math.max(0, askedAt - (serverTimeMs + 1000));
  const skewMs = Math.max(aheadMs, behindMs);
  if (skewMs <= MOST_SKEW_MS) return ok(hop, `agrees with this machine's within ${duration(MOST_SKEW_MS)}`);
  return wrong(
    hop,
    `${duration(skewMs)} ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine's`,
    'Mend the time of both: a batch token ends, and a signed login is taken, by the clock.',
  );
}

/** What name servers say of the client name. Pure. */
export function judgeNames(
  { clientName }: EnvironmentSettings,
  answers: readonly NameAnswer[],
  primary: ClusterName | undefined,
): Check[] {
  return answers.map(({ server, error, leadsTo, ttlSeconds }) => {
    const hop = `name server ${server} → ${clientName}`;
    if (error !== undefined)
      return wrong(hop, error, 'Check the zone, its delegation, and whether the server answers.');
    if (primary === undefined || leadsTo === primary) return ok(hop, `leads to ${leadsTo}`);
    return wrong(
      hop,
      `leads to ${leadsTo}, and ${primary} is primary`,
      `It may have kept the old answer: it forgets it within ${ttlSeconds ?? 60} s. If not, look at the weights.`,
    );
  });
}

/** The journal and lease tables, as this machine's credentials see them. Pure. */
export const judgeTables = (
  { journalTable, ...settings }: EnvironmentSettings,
  silent: readonly ClusterName[],
): Check[] =>
  CLUSTER_NAMES.map((region) => {
    const hop = `here → DynamoDB ${settings[region].region}`;
    if (!silent.includes(region)) return ok(hop, `${journalTable} answers`);
    return wrong(
      hop,
      `${journalTable} does not answer`,
      'Check your credentials, the table, and DynamoDB in that region.',
    );
  });
