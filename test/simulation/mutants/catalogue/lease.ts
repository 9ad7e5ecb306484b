import type { Mutant } from '../mutant';

export const lease: readonly Mutant[] = [
  {
    name: 'a failed renewal counts as renewed',
    file: 'dr-operations/lease.ts',
    find: `if (isTaken) this.#taken.add(table);`,
    replace: `this.#renewed.set(table, started);`,
    promise: 4,
  },
  {
    name: 'the lease is never checked again after it was taken',
    file: 'dr-operations/lease.ts',
    find: `async ensureHeld(): Promise<void> {`,
    replace: `async ensureHeld(): Promise<void> {
    if (this.#tables.size > 0) return;`,
    promise: 4,
  },
  {
    name: 'a living lease is replaced after a second',
    file: 'dr-operations/lease.ts',
    find: `const isDead = since.ageMs() >= LEASE_MS;`,
    replace: `const isDead = since.ageMs() >= 1_000;`,
    promise: 4,
  },
  {
    name: 'a lease that was renewed while another table was watched counts as dead',
    file: 'dr-operations/lease.ts',
    find: `before?.beat === beat ? before : { beat, since: new Moment(this.options.clock) }`,
    replace: `before ? { beat, since: before.since } : { beat, since: new Moment(this.options.clock) }`,
    promise: 4,
  },
  {
    name: 'a renewal creates a lease that no longer exists',
    file: 'dr-operations/lease-table.ts',
    find: `renew = (): Promise<void> => this.#put(MINE);`,
    replace: `renew = (): Promise<void> => this.#put(FREE);`,
    promise: 4,
  },
  {
    name: 'one lease table is enough to keep any lease',
    file: 'dr-operations/lease.ts',
    find: `if (held >= (this.options.need === 'whole' ? WHOLE : 1)) return;`,
    replace: `if (held >= 1) return;`,
    promise: 4,
  },
  {
    name: 'a planned operation begins with a single lease table',
    file: 'dr-operations/engine.ts',
    find: `need: (operation === 'failover' && !automatic) || goesWithoutLease ? 'any' : 'whole',`,
    replace: `need: 'any',`,
    promise: 4,
  },
  {
    name: 'a failover with one lease table beside a living primary needs no acceptance',
    file: 'dr-operations/plan/guards.ts',
    find: `if (world.lease !== 'part' || isEnough) return [];`,
    replace: `if (world.lease !== undefined || isEnough) return [];`,
    promise: 4,
  },
  {
    name: 'the lease is not checked before the client name moves',
    file: 'dr-operations/execute/dns.ts',
    find: `if (!(await mayAct(step))) return undefined;`,
    replace: ``,
    promise: 4,
  },
  {
    name: 'a role is changed without checking the lease',
    file: 'dr-operations/run-knowledge.ts',
    find: `if (lease !== undefined && lease !== 'none') await lease.ensureHeld();`,
    replace: ``,
    promise: 4,
  },
];
