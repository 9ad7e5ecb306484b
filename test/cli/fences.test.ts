import { advise } from '../../cli/operations/advise';
import { assess } from '../../cli/operations/assess';
import { painter } from '../../cli/render/paint';
import { renderStatus } from '../../cli/render/status';
import { EXAMPLE } from '../../docs/generate/runbook/example';
import { statusOf } from '../../functions/dr-operations/result';
import type { World } from '../../functions/dr-operations/world';
import type { ReplicationKind } from '../../functions/dr-operations/replication/traits';
import type { ClusterObservation } from '../../functions/shared/cluster-observation';
import { demoted, NOW, primary, secondary, world } from '../functions/dr-operations/worlds';

const GONE: ClusterObservation = { kind: 'unreachable', cause: 'timeout' };
const tookOver = { cluster: 'away', at: new Date(NOW).toISOString(), proof: 'none' } as const;

/** What `vault-dr status` shows of a pair whose two regions see the same. */
function shown(replication: ReplicationKind, seen: Partial<World>): { text: string; next: string[] } {
  const settings = { ...EXAMPLE, replication };
  const status = statusOf(world({ token: { kind: 'not-needed' }, ...seen }));
  const assessment = assess({ home: { kind: 'seen', status }, away: { kind: 'seen', status } });
  const next = advise(settings, assessment);
  const at = new Date(NOW).toISOString();
  const pair = { environment: 'prod', clientName: EXAMPLE.clientName, at, ...assessment, nameServers: [], next };
  const text = renderStatus(settings, pair, painter(false), { columns: 200 });
  return { text, next: next.map(({ command }) => command) };
}

describe('a fence in vault-dr status', () => {
  const awayServes = (home: ClusterObservation): Partial<World> => ({
    clusters: { home, away: primary() },
    records: { kind: 'known', weights: { home: 0, away: 255 } },
  });

  it('has a row with what fences the cluster, once, and no table without one', () => {
    const { text } = shown('postgres', awayServes(demoted({ isDatabaseFenced: true })));
    expect(text).toMatch(/FENCED +BY\nhome +its database is read-only\n/);
    expect(text.match(/^home +its database is read-only$/gm)).toHaveLength(1);
    expect(shown('postgres', {}).text).not.toContain('FENCED');
  });

  it.each<[string, ReplicationKind, Partial<World>, RegExp]>([
    [
      'a read-only database',
      'postgres',
      awayServes(demoted({ isDatabaseFenced: true })),
      /^ {2}vault-dr rejoin prod +# says how the database of home becomes a replica/m,
    ],
    [
      'servers that a failover has stopped',
      'snapshot',
      { ...awayServes(GONE), promotion: { ...tookOver, isOtherStopped: true } },
      /^ {2}vault-dr rejoin prod +# at once when a person has started Vault on the servers of home/m,
    ],
    [
      'servers that are told to stop',
      'snapshot',
      { ...awayServes(GONE), fenced: [{ cluster: 'home', by: 'told-to-stop' }] },
      /^ {2}vault-dr rejoin prod +# lets the servers of home serve again/m,
    ],
    [
      'a demotion that a killed run began, beside a cluster that only has copies',
      'snapshot',
      { clusters: { home: GONE, away: secondary() }, fenced: [{ cluster: 'home', by: 'demotion-begun' }] },
      /^ {2}vault-dr switchover prod +# lets home serve again, which has every write/m,
    ],
    [
      'a demotion that a killed run began, beside a primary',
      'snapshot',
      { ...awayServes(GONE), fenced: [{ cluster: 'home', by: 'demotion-begun' }] },
      /^ {2}vault-dr rejoin prod +# starts Vault at home/m,
    ],
  ])('comes with the next command: %s', (_what, replication, seen, expected) => {
    expect(shown(replication, seen).text).toMatch(expected);
  });

  it('leaves the first word to an operation that began and did not end', () => {
    const unfinished = { operation: 'failover', to: 'away' } as const;
    const fenced = [{ cluster: 'home', by: 'told-to-stop' }] as const;
    const { next } = shown('snapshot', { clusters: { home: GONE, away: secondary() }, unfinished, fenced });
    expect(next).toEqual(["vault-dr failover prod --reason '…'"]);
  });
});
