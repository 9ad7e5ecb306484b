import type { Mutant } from '../mutant';

const DECIDE = 'dr-operations/automatic/decide.ts';
const WATCHER = 'dr-operations/automatic/watcher.ts';
const PERMISSION = 'dr-operations/automatic/permission.ts';
const CONSENT = 'dr-operations/automatic/consent.ts';
const STATE = 'dr-operations/automatic/state.ts';

export const automatic: readonly Mutant[] = [
  {
    name: 'a failover begins by itself although the watcher of home says that home serves',
    file: DECIDE,
    find: `{ home: ['serves'], service: DOWN, kind: 'never', case: 'path-cut', isAlarming: true },`,
    replace: `{ home: ['serves'], service: ['down-long'], kind: 'failover', case: 'primary-down' },`,
    promise: 9,
  },
  {
    name: 'what the witness sees is not asked before a failover begins by itself',
    file: DECIDE,
    find: `witness: witness.kind === 'fresh' ? longOf(witness.row.region, 'silent', afterMs) : 'unknown',`,
    replace: `witness: witness.kind === 'fresh' ? longOf(region, 'silent', afterMs) : 'unknown',`,
    promise: 9,
  },
  {
    name: 'a silent watcher of home, whose table answers, counts as a lost region',
    file: DECIDE,
    find: `{ home: ['silent'], kind: 'never', case: 'watcher-silent', isAlarming: true },`,
    replace: `{ home: ['silent'], service: ['down-long'], kind: 'failover', case: 'region-lost' },`,
    promise: 9,
  },
  {
    name: 'a failover begins by itself after the first look that finds home lost',
    file: DECIDE,
    find: `is === lasting && forMs >= afterMs ?`,
    replace: `is === lasting ?`,
    promise: 9,
  },
  {
    name: 'a region that was back for a moment counts as lost all the time',
    file: WATCHER,
    find: `forMs: before?.is === is ? before.forMs + stepMs : 0`,
    replace: `forMs: before === undefined ? 0 : before.forMs + stepMs`,
    promise: 9,
  },
  {
    name: 'the last word of a silent watcher counts for ever',
    file: WATCHER,
    find: `heard !== undefined && heard.unchangedMs < FRESH_MS ?`,
    replace: `heard !== undefined ?`,
    promise: 9,
  },
  {
    name: 'a pause is ignored',
    file: PERMISSION,
    find: `if (state.pause) return 'paused';`,
    replace: ``,
    promise: 9,
  },
  {
    name: 'a second failover begins by itself although nobody acknowledged the first',
    file: PERMISSION,
    find: `if (act === 'failover' && !last.acknowledged) return 'not-acknowledged';`,
    replace: ``,
    promise: 9,
  },
  {
    name: 'there is no cool-down',
    file: PERMISSION,
    find: `return sinceMs >= coolDownSeconds * 1000 + SKEW_MS ? undefined : 'cooling-down';`,
    replace: `return sinceMs < Number.POSITIVE_INFINITY ? undefined : 'cooling-down';`,
    promise: 9,
  },
  {
    name: 'a failover begins by itself whatever it may lose',
    file: PERMISSION,
    find: `return lossSeconds > maxLossSeconds ? 'too-much-loss' : undefined;`,
    replace: `return maxLossSeconds < 0 ? 'too-much-loss' : undefined;`,
    promise: 9,
  },
  {
    name: 'what begins by itself is not written down before it changes something',
    file: CONSENT,
    find: `if (!this.#isRecorded) await this.#record();`,
    replace: ``,
    promise: 9,
  },
  {
    name: 'the watchers are not asked again under the lease',
    file: CONSENT,
    find: `if (decision.kind !== 'failover') throw refusal(decision.reason);`,
    replace: ``,
    promise: 9,
  },
  {
    name: 'a failover that began by itself takes the role from a cluster that serves clients',
    file: CONSENT,
    find: `if (act === 'failover' && step.kind === 'demote') throw refusal('home answers as primary again');`,
    replace: ``,
    promise: 9,
  },
  {
    name: 'a pause that one table has is not seen if another one has none',
    file: STATE,
    find: `const pause = newest(a.pause, b.pause);`,
    replace: `const pause = a.pause && b.pause && newest(a.pause, b.pause);`,
    promise: 9,
  },
  {
    name: 'a fence demotes the cluster that has taken over',
    file: 'dr-operations/plan/fence.ts',
    find: `act([demoteStep(follower, ['second-primary', reason])])`,
    replace: `act([demoteStep(primary, ['second-primary', reason])])`,
    promise: 9,
  },
  {
    name: 'of two primaries, one is demoted by itself although the journal says nothing of a takeover',
    file: 'dr-operations/plan/fence.ts',
    find: `if (promotion?.cluster === primary && unfinished === undefined) return undefined;`,
    replace: `if (unfinished === undefined) return undefined;`,
    promise: 9,
  },
];
