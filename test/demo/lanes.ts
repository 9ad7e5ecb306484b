import { toSpans, type Lane, type SpanState } from '../../cli/report/timeline';
import type { Attempt, LoadClient } from '../local/client/load-client';
import type { ClusterName } from '../local/vault';
import type { Story } from './story';

/** Lanes of the timeline, from the records of the simulated pair, the operations and the client. */
export function lanesOf(story: Story, endMs: number): Lane[] {
  return [
    clusterLane(story, 'home', endMs),
    clusterLane(story, 'away', endMs),
    nameLane(story, endMs),
    clientLane(story, endMs),
  ];
}

function clusterLane({ world, startedAt }: Story, cluster: ClusterName, endMs: number): Lane {
  const changes = world.pair.events
    .filter((event) => event.cluster === cluster)
    .map(({ at, mode, state, writable, reachable }) => ({
      atMs: Math.max(0, at - startedAt),
      ...describe(mode, state, writable, reachable),
    }));
  return { name: cluster, spans: toSpans(withoutRepeats(changes), endMs) };
}

function describe(
  mode: string,
  replication: string,
  writable: boolean,
  reachable: boolean,
): { state: SpanState; label: string } {
  if (!reachable) return { state: 'down', label: 'unreachable' };
  if (writable) return { state: 'writable', label: 'primary' };
  if (mode === 'secondary') return { state: 'following', label: `secondary, ${replication}` };
  return { state: 'changing', label: 'restarting' };
}

function nameLane(story: Story, endMs: number): Lane {
  const changes = story.results.flatMap((result) => {
    const at = story.nameSwitchedAt(result);
    const step = result.steps.find(({ kind }) => kind === 'switch-dns');
    if (at === undefined || !step) return [];
    return [{ atMs: at - story.startedAt, state: 'neutral' as const, label: `255 ${step.cluster}` }];
  });
  return { name: 'client name', spans: toSpans([{ atMs: 0, state: 'neutral', label: '255 home' }, ...changes], endMs) };
}

function clientLane({ client, startedAt, world }: Story, endMs: number): Lane {
  return clientLaneOf(client, startedAt, endMs, (address) => (address === world.pair.home.host ? 'home' : 'away'));
}

/** @param where name of what answers at an address */
export function clientLaneOf(
  client: LoadClient,
  startedAt: number,
  endMs: number,
  where: (address: string | undefined) => string,
): Lane {
  const changes = [...client.attempts]
    .sort((a, b) => a.endedAt - b.endedAt)
    .map(({ endedAt, acknowledged, address }: Attempt, index, all) => ({
      // An outage begins with the last acknowledgement, not when the first failure is known.
      atMs: Math.max(0, (acknowledged ? endedAt : (all[index - 1]?.endedAt ?? endedAt)) - startedAt),
      state: acknowledged ? ('writable' as const) : ('down' as const),
      label: acknowledged ? `writes to ${where(address)}` : 'cannot write',
    }));
  return { name: 'client', spans: toSpans(withoutRepeats(changes), endMs) };
}

/** The changes, without those to the state before. */
export function withoutRepeats<T extends { readonly state: SpanState; readonly label: string }>(
  changes: readonly T[],
): T[] {
  return changes.filter(({ state, label }, index) => {
    const before = changes[index - 1];
    return before?.state !== state || before.label !== label;
  });
}
