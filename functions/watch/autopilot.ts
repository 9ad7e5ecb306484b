import * as v from 'valibot';
import type { EngineDependencies } from '../dr-operations/engine';
import { Deadline } from '../shared/clock';
import type { ClusterName } from '../shared/contract';
import { VaultDrError } from '../shared/errors';
import { readOperationToken } from '../shared/operation-token';
import type { Secret } from '../shared/secret';
import type { Vault } from '../shared/vault-client';

/** What autopilot says of the nodes of a cluster with integrated storage. */
export interface Autopilot {
  /** Nodes that the cluster can lose and still serve. */
  readonly failureTolerance: number;
  /** Voters that autopilot calls unhealthy. */
  readonly deadVoters: number;
}

type Asking = Pick<EngineDependencies, 'vault' | 'aws' | 'config' | 'clock' | 'log'>;

/** The DR operation token may read this path only with the prop `watch.autopilot`. */
const PATH = 'sys/storage/raft/autopilot/state';

/** @see https://developer.hashicorp.com/vault/api-docs/system/storage/raftautopilot#get-cluster-state */
const ANSWER = v.object({
  data: v.object({
    failure_tolerance: v.pipe(v.number(), v.integer(), v.minValue(0)),
    voters: v.array(v.string()),
    servers: v.record(v.string(), v.object({ healthy: v.boolean() })),
  }),
});

/**
 * Asks autopilot of both clusters with the DR operation token of the region, in the time of one probe.
 *
 * @returns `undefined` for a cluster that does not tell, whatever the reason: its storage may have no autopilot, and whether
 *   a DR secondary answers is not known
 */
export async function askAutopilot(asking: Asking): Promise<Record<ClusterName, Autopilot | undefined>> {
  const { vault, config, clock, log } = asking;
  const deadline = Deadline.in(clock, config.vault.probeTimeoutMs);
  const reading = readToken(asking, deadline);
  const ask = async (cluster: ClusterName): Promise<Autopilot | undefined> => {
    try {
      const token = await reading;
      return await autopilotOf(vault[cluster], { token, timeoutMs: Math.max(1, deadline.remainingMs()) });
    } catch (error) {
      log.info('autopilot does not tell', { cluster, reason: reasonOf(error) });
      return undefined;
    }
  };
  const [home, away] = await Promise.all([ask('home'), ask('away')]);
  return { home, away };
}

/** @throws OperationTokenError if there is none */
async function readToken({ aws, config, clock }: Asking, deadline: Deadline): Promise<Secret> {
  const { token } = await readOperationToken(aws.secrets, config.secretArn ?? '', clock.now(), deadline);
  return token;
}

/** Never what Vault or a proxy wrote in place of the answer. */
function reasonOf(error: unknown): string {
  if (error instanceof VaultDrError) return error.message;
  return error instanceof Error ? error.name : 'unknown';
}

/** @throws VaultDrError for an error status or no answer; ValiError for an answer without the fields */
async function autopilotOf(client: Vault, options: { token: Secret; timeoutMs: number }): Promise<Autopilot> {
  const { data } = v.parse(ANSWER, await client.call('GET', PATH, options));
  const { failure_tolerance: failureTolerance, voters, servers } = data;
  return { failureTolerance, deadVoters: voters.filter((id) => servers[id]?.healthy === false).length };
}
