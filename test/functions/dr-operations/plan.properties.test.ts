import fc from 'fast-check';
import type { OperationRequest } from '../../../functions/dr-operations/event';
import { plan } from '../../../functions/dr-operations/plan';
import type { Plan, Step } from '../../../functions/dr-operations/steps';
import type { RunFacts, World } from '../../../functions/dr-operations/world';
import type { ClusterObservation } from '../../../functions/shared/cluster-observation';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../../functions/shared/contract';
import { FAULTS, ModelPair, type Fault } from './model';
import { LIMITS, NOW, observation, request, type SparseObservation } from './worlds';

const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const cluster = fc.constantFrom(...CLUSTER_NAMES);

const up: fc.Arbitrary<ClusterObservation> = fc
  .record({
    mode: fc.constantFrom('primary', 'secondary', 'disabled'),
    serving: fc.boolean(),
    state: optional(fc.constantFrom('running', 'stream-wals', 'merkle-diff', 'merkle-sync', 'idle')),
    clusterId: optional(fc.constantFrom('set 1', 'set 2')),
    lastWal: optional(fc.constantFrom(0, 100, 5000)),
    lastRemoteWal: optional(fc.constantFrom(0, 100, 5000)),
    merkleRoot: optional(fc.constantFrom('aa', 'bb')),
    corruptedMerkleTree: fc.boolean(),
    connected: optional(fc.boolean()),
    secondaryId: optional(cluster),
    knownSecondaries: fc.subarray([...CLUSTER_NAMES]),
  })
  .map(({ mode, ...facts }) => observation({ kind: 'up', mode, ...facts } satisfies SparseObservation));

const anyCluster: fc.Arbitrary<ClusterObservation> = fc.oneof(
  { weight: 5, arbitrary: up },
  fc.constantFrom<ClusterObservation>(
    { kind: 'sealed' },
    { kind: 'uninitialised' },
    { kind: 'changing', mode: undefined, detail: 'election' },
    { kind: 'changing', mode: 'primary', detail: 'election' },
    ...(['refused', 'timeout', 'reset', 'name'] as const).map((cause) => ({ kind: 'unreachable', cause }) as const),
    ...(['certificate', 'redirect', 'not-json', 'not-vault'] as const).map(
      (problem) => ({ kind: 'odd', problem }) as const,
    ),
  ),
);

const anyRun = fc.record(
  {
    demoted: cluster,
    demoteFailed: fc.constant('refused'),
    catchUp: fc.constantFrom('proven', 'not-proven'),
    promoted: cluster,
    promoteFailed: fc.record({ cluster, detail: fc.constant('refused') }),
    unsettled: fc.subarray([...CLUSTER_NAMES]),
    dnsChange: fc.record({ active: cluster, changeId: fc.constant('change') }),
    insync: fc.constantFrom('confirmed', 'not-confirmed'),
    linked: fc.constantFrom('streaming', 'syncing'),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<RunFacts>;

const weight = fc.constantFrom(0, 255, 255, 7);
const anyWorld: fc.Arbitrary<World> = fc.record({
  now: fc.constant(NOW),
  clusters: fc.record({ home: anyCluster, away: anyCluster }),
  records: fc.oneof(
    fc.record({ kind: fc.constant('known' as const), weights: fc.record({ home: weight, away: weight }) }),
    fc.record({ kind: fc.constantFrom('invalid' as const, 'unavailable' as const), detail: fc.constant('why') }),
  ),
  token: fc.oneof(
    fc.record({ kind: fc.constant('usable' as const), expiresAt: fc.constantFrom(NOW + 1, NOW + 59_000, NOW + 1e7) }),
    fc.constant({ kind: 'unusable' as const, detail: 'why' }),
  ),
  unfinished: optional(fc.record({ operation: fc.constantFrom('switchover', 'failover', 'failback'), to: cluster })),
  run: fc.oneof(fc.constant({}), anyRun),
});

const anyRequest: fc.Arbitrary<OperationRequest> = fc
  .record({
    operation: fc.constantFrom('switchover', 'failover', 'failback', 'rejoin'),
    to: cluster,
    force: fc.boolean(),
  })
  .map(({ operation, to, force }) =>
    request(operation, { force, ...(operation !== 'failback' && operation !== 'rejoin' && { to }) }),
  );

const RUNS = { numRuns: 20_000 };

/** Checks a rule for each step of each plan, given the steps that come before its stage. */
function eachStep(rule: (step: Step, before: readonly Step[], asked: OperationRequest, seen: World) => void): void {
  fc.assert(
    fc.property(anyRequest, anyWorld, (asked, seen) => {
      const planned = plan(asked, seen, LIMITS);
      if (planned.kind !== 'act') return;
      planned.stages.forEach((stage, index) => {
        const before = planned.stages.slice(0, index).flat();
        for (const step of stage) rule(step, before, asked, seen);
      });
    }),
    RUNS,
  );
}

const isUpPrimary = (seen: World, name: ClusterName): boolean => {
  const look = seen.clusters[name];
  return look.kind === 'up' && look.mode === 'primary';
};
const has = (steps: readonly Step[], kind: Step['kind'], name: ClusterName): boolean =>
  steps.some((step) => step.kind === kind && step.cluster === name);
const must = (rule: boolean): void => {
  if (!rule) throw new Error('the rule is broken');
};

describe('plan, in any world', () => {
  it('promotes no cluster beside a primary, unless forced or after its demotion', () => {
    eachStep((step, before, { force }, seen) => {
      if (step.kind !== 'promote') return;
      const other = otherCluster(step.cluster);
      must(!isUpPrimary(seen, other) || has(before, 'demote', other) || (force && step.force));
    });
  });

  it('forces a promotion only when the operator did', () => {
    eachStep((step, _before, { force }) => must(step.kind !== 'promote' || !step.force || force));
  });

  it('gives the name only to a primary, or to one whose promotion is accepted or comes first', () => {
    eachStep((step, before, _asked, seen) => {
      if (step.kind !== 'switch-dns') return;
      const { cluster: name } = step;
      must(isUpPrimary(seen, name) || seen.run.promoted === name || has(before, 'promote', name));
    });
  });

  it('never demotes the cluster that shall be primary, nor the one it promotes', () => {
    eachStep((step, before, { operation, to }) => {
      if (step.kind === 'demote') must(operation === 'rejoin' || step.cluster !== to);
      if (step.kind === 'promote') must(!has(before, 'demote', step.cluster) && operation !== 'rejoin');
    });
  });

  it('promotes the other cluster only on the way back of a switchover', () => {
    eachStep((step, _before, { operation, to }, { run, unfinished }) => {
      if (step.kind !== 'promote' || step.cluster === to) return;
      must(operation !== 'failover');
      must(run.demoted === step.cluster || unfinished?.to === to || run.promoteFailed !== undefined);
    });
  });

  it('promotes in a switchover only what has caught up or catches up first', () => {
    eachStep((step, before, { operation, to }, { run }) => {
      if (operation === 'failover' || step.kind !== 'promote' || step.cluster !== to) return;
      must(run.catchUp === 'proven' || has(before, 'catch-up', step.cluster));
    });
  });

  it('demotes no primary while the token is about to end', () => {
    eachStep(({ kind }, _before, _asked, { token }) =>
      must(kind !== 'demote' || (token.kind === 'usable' && token.expiresAt - NOW >= LIMITS.tokenMarginMs)),
    );
  });

  it('says why, whatever it plans, and the same for the same world', () => {
    fc.assert(
      fc.property(anyRequest, anyWorld, (asked, seen) => {
        const before = JSON.stringify(seen);
        const planned = plan(asked, seen, LIMITS);
        if (JSON.stringify(plan(asked, JSON.parse(before) as World, LIMITS)) !== JSON.stringify(planned)) return false;
        return JSON.stringify(seen) === before && speaks(planned);
      }),
      RUNS,
    );
  });
});

const speaks = (planned: Plan): boolean =>
  planned.kind === 'act'
    ? planned.stages.flat().every(({ reason }) => reason.length > 0)
    : planned.reason.length > 0 &&
      (planned.kind === 'done' || planned.lift.length > 0 || planned.because !== undefined);

describe('plan, carried out on a model of two clusters', () => {
  const faults = fc.array(fc.constantFrom(...FAULTS), { maxLength: 8 });
  const planned = fc.constantFrom(
    request('switchover'),
    request('switchover', { to: 'home' }),
    request('failback'),
    request('rejoin'),
  );
  const unplanned = fc.constantFrom(request('failover'), request('failover', { to: 'home' }));
  const story = (requests: fc.Arbitrary<OperationRequest>): fc.Arbitrary<Chapter[]> =>
    fc.array(
      fc.record({ request: requests, faults, forgets: fc.boolean(), dies: optional(cluster), revives: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 4,
      },
    );

  interface Chapter {
    readonly request: OperationRequest;
    readonly faults: readonly Fault[];
    /** The journal's entry was lost with the Lambda. */
    readonly forgets: boolean;
    /** Dies before the operation begins. */
    readonly dies: ClusterName | undefined;
    readonly revives: boolean;
  }

  function tell(pair: ModelPair, chapters: readonly Chapter[]): void {
    for (const { request: asked, faults: bad, forgets, dies, revives } of chapters) {
      if (dies) pair.clusters[dies].alive = false;
      pair.write({ replicated: false });
      if (pair.run(asked, bad) === 'endless') pair.broken.push('a run without an end');
      if (forgets) pair.unfinished = undefined;
      if (revives) pair.revive();
    }
    pair.revive();
  }

  /** What a person does when the faults are over: the same again, else what the refusals say. */
  function recover(pair: ModelPair): void {
    const { unfinished } = pair;
    if (unfinished) pair.run(request(unfinished.operation, { to: unfinished.to }));
    if (pair.primaries().length === 0) for (const to of CLUSTER_NAMES) pair.run(request('switchover', { to }));
    if (pair.primaries().length === 0) {
      const fullest = pair.clusters.home.data.size >= pair.clusters.away.data.size ? 'home' : 'away';
      pair.run(request('failover', { to: fullest }));
    }
    pair.run(request('rejoin'));
  }

  const isWell = (pair: ModelPair): boolean => {
    const [name, second] = pair.primaries();
    if (name === undefined || second !== undefined) return false;
    return pair.weights[name] === 255 && pair.clusters[otherCluster(name)].linked;
  };

  const check = (
    mayLose: boolean,
    requests: fc.Arbitrary<OperationRequest>,
    more: (pair: ModelPair) => unknown,
  ): void =>
    fc.assert(
      fc.property(story(requests), (chapters) => {
        const pair = new ModelPair(mayLose);
        tell(pair, chapters);
        expect(pair.broken).toEqual([]);
        recover(pair);
        expect(pair.broken).toEqual([]);
        expect([pair.clusters, pair.weights, isWell(pair)]).toEqual([pair.clusters, pair.weights, true]);
        more(pair);
      }),
      { numRuns: 5_000 },
    );

  it('loses no write in switchovers, whatever dies or is killed, and comes to rest', () => {
    check(false, planned, (pair) => {
      expect(pair.lost(pair.primaries()[0] as ClusterName)).toEqual([]);
    });
  });

  it('has one primary with the clients in the end when failovers are among them', () => {
    check(true, fc.oneof(planned, unplanned), () => {});
  });

  it.each([...CLUSTER_NAMES])('ends a switchover to %s without faults, and plans nothing a second time', (to) => {
    const pair = new ModelPair(false);
    if (to === 'home') pair.run(request('switchover'));
    expect(pair.run(request('switchover', { to }))).toBe('done');
    expect(pair.plan(request('switchover', { to }))).toMatchObject({ kind: 'done', left: [] });
    expect(isWell(pair)).toBe(true);
  });

  it('plans nothing again for each operation that is done', () => {
    fc.assert(
      fc.property(story(fc.oneof(planned, unplanned)), fc.oneof(planned, unplanned), (chapters, asked) => {
        const pair = new ModelPair(true);
        tell(pair, chapters);
        if (pair.run(asked) === 'done') expect(pair.plan(asked).kind).toBe('done');
      }),
      { numRuns: 5_000 },
    );
  });
});
