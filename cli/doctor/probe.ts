import { request } from 'node:https';
import { json } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import * as v from 'valibot';
import { interpret, type UpCluster } from '../../functions/shared/cluster-observation';
import type { JsonAnswer } from '../../functions/shared/vault-client';
import { tlsOptions, type TlsIdentity } from '../../functions/shared/client-certificate';

/** Health check for the load balancer of a cluster: 200 on a primary and on a DR secondary. */
export const HEALTH_PATH = '/v1/sys/health?standbyok=true&perfstandbyok=true&drsecondarycode=200';

/** What one request to a cluster shows beyond its role. */
export interface Probe {
  readonly status: number;
  /** Time of the cluster's clock, milliseconds since the epoch, in whole seconds. */
  readonly serverTimeMs: number | undefined;
  /** Times of the request and the answer by the clock of this machine, milliseconds since the epoch. */
  readonly askedAt: number;
  readonly answeredAt: number;
  /** Expiry of the certificate, milliseconds since the epoch. */
  readonly certificateEndsAt: number;
  /** What it says of itself. @default - it is not up, or an answer of another kind */
  readonly cluster?: UpCluster;
}

const PROBE_MS = 3_000;
const HEALTH = v.object({ server_time_utc: v.optional(v.number()) });
/** The replication status is asked for by the Lambdas. */
const NOT_ASKED: JsonAnswer = { status: 404, body: { errors: [] } };

/** Sends the health check of a load balancer and verifies the certificate. @throws Error of Node without an answer */
export function probe(address: string, identity: TlsIdentity): Promise<Probe> {
  const askedAt = Date.now();
  return new Promise((resolve, reject) => {
    const sent = request(address + HEALTH_PATH, {
      agent: false,
      ...tlsOptions(identity),
      signal: AbortSignal.timeout(PROBE_MS),
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      const answeredAt = Date.now();
      const { valid_to: validTo } = (response.socket as TLSSocket).getPeerCertificate();
      const { statusCode = 0, headers } = response;
      const toProbe = (body: unknown): Probe => {
        const parsed = v.safeParse(HEALTH, body);
        const seconds = parsed.success ? parsed.output.server_time_utc : undefined;
        const cluster = parsed.success ? clusterOf(statusCode, body as JsonAnswer['body']) : undefined;
        return {
          status: statusCode,
          serverTimeMs: seconds === undefined ? dateOf(headers.date) : seconds * 1000,
          ...(cluster && { cluster }),
          askedAt,
          answeredAt,
          certificateEndsAt: Date.parse(validTo),
        };
      };
      json(response)
        .then(toProbe, () => toProbe(undefined))
        .then(resolve, reject);
    });
    sent.end();
  });
}

function clusterOf(status: number, body: JsonAnswer['body']): UpCluster | undefined {
  const seen = interpret({ status, body }, NOT_ASKED);
  return seen.kind === 'up' ? seen : undefined;
}

const dateOf = (header: string | undefined): number | undefined =>
  header === undefined ? undefined : Date.parse(header) || undefined;
