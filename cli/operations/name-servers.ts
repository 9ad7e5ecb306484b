import { getServers } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import type { EnvironmentSettings } from '../config';

/** The answer of one name server for the client name. */
export interface NameAnswer {
  readonly server: string;
  /** The cluster that has the addresses; `elsewhere` if neither or both have them. @default - no answer */
  readonly leadsTo?: ClusterName | 'elsewhere';
  readonly addresses: readonly string[];
  /** Seconds for which a client may cache this answer. */
  readonly ttlSeconds?: number;
  /** Why there is no answer, e.g. `ENOTFOUND`. */
  readonly error?: string;
}

const QUERY_MS = 1_000;
const TRIES = 2;

/** Queries each name server separately, because the cache of one can lead clients to the old primary. */
export function askNameServers(settings: EnvironmentSettings): Promise<NameAnswer[]> {
  const servers = settings.nameServers.length > 0 ? settings.nameServers : getServers();
  return Promise.all(servers.map((server) => ask(server, settings)));
}

async function ask(server: string, settings: EnvironmentSettings): Promise<NameAnswer> {
  const resolver = new Resolver({ timeout: QUERY_MS, tries: TRIES });
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
      leadsTo: ownerOf(addresses, { home: home ?? [], away: away ?? [] }),
      ttlSeconds: Math.min(...answers.map(({ ttl }) => ttl)),
    };
  } catch (error) {
    return { server, addresses: [], error: (error as NodeJS.ErrnoException).code ?? 'no answer' };
  }
}

/** The cluster that has at least one of the addresses: DNS may answer with only some addresses of a load balancer. */
function ownerOf(
  addresses: readonly string[],
  clusters: Readonly<Record<ClusterName, readonly string[]>>,
): ClusterName | 'elsewhere' {
  const [owner, another] = CLUSTER_NAMES.filter((name) => clusters[name].some((own) => addresses.includes(own)));
  return owner !== undefined && another === undefined ? owner : 'elsewhere';
}
