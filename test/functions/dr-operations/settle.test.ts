import { batchToken } from '../../../functions/dr-operations/credentials';
import { Evidence } from '../../../functions/dr-operations/evidence';
import { enterprise } from '../../../functions/dr-operations/replication/enterprise';
import type { StepContext } from '../../../functions/dr-operations/execute/context';
import { settle } from '../../../functions/dr-operations/execute/wait';
import { plan } from '../../../functions/dr-operations/plan';
import { Deadline } from '../../../functions/shared/clock';
import type { ClusterName } from '../../../functions/shared/contract';
import { NoAnswerError } from '../../../functions/shared/errors';
import type { JsonAnswer, Vault } from '../../../functions/shared/vault-client';
import { FakeClock } from '../../helpers/fake-clock';
import { DNS, FakeRoute53 } from './fake-aws';
import { LIMITS, NOW, request, secondary, world } from './worlds';

const PROBE_MS = 1_000;
const ANSWER_MS = 60;
const NO_LEADER = { errors: ['local node not active but active cluster node not found'] };

/** A cluster that answers after some milliseconds without its role. With a shorter limit the call times out. */
function undecided(cluster: ClusterName, clock: FakeClock, limits: number[]): Vault {
  const address = `https://${cluster}.test`;
  const nothing = (): Promise<never> => Promise.reject(new Error('nobody writes'));
  const read = (path: string, timeoutMs: number): Promise<JsonAnswer> => {
    limits.push(timeoutMs);
    clock.advance(Math.min(ANSWER_MS, timeoutMs));
    return timeoutMs < ANSWER_MS
      ? Promise.reject(new NoAnswerError(address, path, 'timeout', true))
      : Promise.resolve({ status: 503, body: NO_LEADER });
  };
  return { cluster, address, read, write: nothing, call: nothing, close: () => undefined };
}

describe('settle', () => {
  /** Waits for home until the budget ends, and plans with what was seen. */
  async function settled(budgetMs: number) {
    const clock = new FakeClock(NOW);
    const limits: number[] = [];
    const vault = { home: undecided('home', clock, limits), away: undecided('away', clock, limits) };
    const replication = enterprise({
      vault,
      clusterAddresses: { home: undefined, away: undefined },
      linkCaFile: undefined,
    });
    const evidence = new Evidence({ replication, clock, probeTimeoutMs: PROBE_MS });
    const seen = world({
      clusters: {
        home: { kind: 'changing', mode: undefined, detail: 'election' },
        away: secondary({ connected: false }),
      },
    });
    evidence.note('home', seen.clusters.home);
    evidence.note('away', seen.clusters.away);
    const context: StepContext = {
      ...{ replication, evidence, clock, dns: DNS, world: seen },
      route53: new FakeRoute53(() => undefined).client,
      credentials: batchToken(undefined),
      records: undefined,
      moveNameByHand: undefined,
      note: () => undefined,
      mayAct: () => Promise.resolve(true),
      mayTakeBack: () => Promise.resolve(),
      keep: () => Promise.resolve(true),
      deadline: Deadline.in(clock, budgetMs),
    };
    const { run = {} } = await settle(context, 'home');
    const after = { ...seen, clusters: evidence.clusters(), run };
    return { limits, home: evidence.of('home'), planned: plan(request('failover'), after, LIMITS) };
  }

  // With each budget the last look has a few more milliseconds.
  it.each(Array.from({ length: 30 }, (_, at) => 600 + at * 7))(
    'does not report a cluster as gone after %i ms that always answers',
    async (budgetMs) => {
      const { limits, home, planned } = await settled(budgetMs);
      expect(home).toMatchObject({ kind: 'changing' });
      expect(new Set(limits)).toEqual(new Set([PROBE_MS]));
      expect(planned).toMatchObject({ kind: 'refuse', objections: [{ accept: 'unfenced-primary' }] });
    },
  );
});
