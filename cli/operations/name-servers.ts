import { getServers } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import type { EnvironmentSettings } from '../config';

/** What one name server says of the client name. */
export interface NameAnswer {
  readonly server: string;
  /** The cluster whose own addresses it gives; `elsewhere` when they are neither's, or both's. */
  readonly leadsTo?: ClusterName | 'elsewhere';
  readonly addresses: readonly string[];
  /** Seconds for which whoever asks it now may keep the answer. */
  readonly ttlSeconds?: number;
  /** Why it gives no answer, e.g. `ENOTFOUND`. */
  readonly error?: string;
}

const ASK_MS = 1_000;
const TRIES = 2;

/** Asks each name server by itself, because a cache on the way keeps clients where the weights no longer send them. */
export function askNameServers(settings: EnvironmentSettings): Promise<NameAnswer[]> {
  const servers = settings.nameServers.length > 0 ? settings.nameServers : getServers();
  return Promise.all(servers.map((server) => ask(server, settings)));
}

async function ask(server: string, settings: EnvironmentSettings): Promise<NameAnswer> {
  const resolver = new Resolver({ timeout: ASK_MS, tries: TRIES });
  try {
    resolver.setServers([server]);
    const [answers, home, away] = await Promise.all([
      resolver.resolve4(settings.clientName, { ttl: true }),
      ...CLUSTER_NAMES.map((name) => resolver.resolve4(settings[name].dnsName).catch(() => [])),
    ]);
    const addresses = answers.map(({ address }) => address).sort();
    return {
      server,
      addresses,
      leadsTo: whose(addresses, { home: home ?? [], away: away ?? [] }),
      ttlSeconds: Math.min(...answers.map(({ ttl }) => ttl)),
    };
  } catch (error) {
    return { server, addresses: [], error: (error as NodeJS.ErrnoException).code ?? 'no answer' };
  }
}

/** A load balancer may answer with some of its addresses only, so one in common is enough. */
function whose(
  addresses: readonly string[],
  clusters: Readonly<Record<ClusterName, readonly string[]>>,
): ClusterName | 'elsewhere' {
  const [owner, another] = CLUSTER_NAMES.filter((name) => clusters[name].some((own) => addresses.includes(own)));
  return owner !== undefined && another === undefined ? owner : 'elsewhere';
}
