import type { Mutant } from '../mutant';

const DRIVER = 'dr-operations/replication/postgres';

/** Bugs in the driver for clusters on PostgreSQL, and in what the planner does only for it. */
export const postgres: readonly Mutant[] = [
  {
    name: 'a fence does not end the sessions that began before it',
    file: `${DRIVER}/sql-database.ts`,
    find: `        await this.#endEarlierSessions(client, deadline);\n`,
    replace: ``,
    promise: 5,
  },
  {
    name: 'a session that was told to end counts as ended',
    file: `${DRIVER}/sql-database.ts`,
    find: `return ended.length === 0 ? true : undefined;`,
    replace: `return ended.length >= 0 ? true : undefined;`,
    promise: 5,
  },
  {
    name: 'a fence reads the position before the sessions have ended',
    file: `${DRIVER}/sql-database.ts`,
    find: `        await this.#endEarlierSessions(client, deadline);
        const [row] = await client.query('SELECT pg_current_wal_insert_lsn()::text AS lsn', [], left(deadline));`,
    replace: `        const [row] = await client.query('SELECT pg_current_wal_insert_lsn()::text AS lsn', [], left(deadline));
        await this.#endEarlierSessions(client, deadline);`,
    promise: 5,
  },
  {
    name: 'a fence does not wait until the setting has taken effect',
    file: `${DRIVER}/sql-database.ts`,
    find: `return row?.['now'] === value ?`,
    replace: `return row?.['now'] !== undefined ?`,
    promise: 1,
  },
  {
    name: 'a fence is not put into effect',
    file: `${DRIVER}/sql-database.ts`,
    find: `        await this.#changeFence(client, 'close', deadline, async () => {
          await mayGoOn();
          mayHaveEffect = true;
        });
      });
      return await this.#withNewSetting('on', deadline`,
    replace: `        await client.query(this.fence.close[0] ?? '', [], left(deadline));
      });
      return await this.#withNewSetting('off', deadline`,
    promise: 1,
  },
  {
    name: 'a position behind the header of the next page counts as the end of the log',
    file: `${DRIVER}/sql-database.ts`,
    find: `return endOfLastRecord(parseLsn(String(row?.['lsn'])));`,
    replace: `return endOfLastRecord(parseLsn(String(row?.['lsn']))) < 0n ? 0n : parseLsn(String(row?.['lsn']));`,
    promise: 3,
  },
  {
    name: 'the lock is deleted whoever holds it',
    file: `${DRIVER}/sql-database.ts`,
    find: `'\${LOCK_KEY}' AND ha_identity = $1 RETURNING \${commitsAlone}\`;
    // The promotion is done. A lock that is left expires by itself within 15 s.
    await client.query(sql, [lockHolder], left(deadline))`,
    replace: `'\${LOCK_KEY}' RETURNING \${commitsAlone}\`;
    await client.query(sql, [], left(deadline))`,
    promise: 1,
  },
  {
    name: 'a fence that failed counts as confirmed',
    file: `${DRIVER}/fence.ts`,
    find: `if (whyFenced === undefined) return { kind: 'open', detail: message, mayHaveEffect };`,
    replace: `if (whyFenced !== message) return { kind: 'closed', lastWal: 0 };`,
    promise: 1,
  },
  {
    name: 'a fence is taken back without a look at the lease',
    file: `${DRIVER}/fence.ts`,
    find: `deadline.cut(ACCEPT_WRITES_MS)), mayTakeBack)`,
    replace: `deadline.cut(ACCEPT_WRITES_MS)), () => Promise.resolve())`,
    promise: 4,
  },
  {
    name: 'a fence that failed stays',
    file: `${DRIVER}/fence.ts`,
    find: `const whyFenced = mayHaveEffect ? await takeBack(context, cluster) : undefined;`,
    replace: `const whyFenced = mayHaveEffect ? 'nobody takes the fence back' : undefined;`,
    promise: 3,
  },
  {
    name: 'a fence that failed is taken back beside a primary',
    file: `${DRIVER}/fence.ts`,
    find: `if (await isPrimary(context, other)) return`,
    replace: `if (!(await isPrimary(context, other)) && cluster === other) return`,
    promise: 1,
  },
  {
    name: 'a database is fenced although a fresh look forbids it',
    file: `${DRIVER}/demote.ts`,
    find: `if (!(await context.mayAct(step))) return OVERTAKEN;`,
    replace: `if (!step) return OVERTAKEN;`,
    promise: 4,
  },
  {
    name: 'a demotion that failed counts as done',
    file: `${DRIVER}/demote.ts`,
    find: `return { ...refused(closed), run: { demoteFailed: detail, ...(mayBeClosed && { mayBeFenced: cluster }) } };`,
    replace: `return { effect: !refused(closed).effect || mayBeClosed !== true, detail, run: { demoted: cluster, lastWalBeforeDemote: 0 } };`,
    promise: 1,
  },
  {
    name: 'an operation does not say that a fence may have stayed',
    file: `${DRIVER}/demote.ts`,
    find: `...(mayBeClosed && { mayBeFenced: cluster })`,
    replace: `...(mayBeClosed && {})`,
    promise: 3,
  },
  {
    name: 'a proven promotion of a database is written down only afterwards',
    file: `${DRIVER}/promote.ts`,
    find: `if (promotion.proof === 'came') await context.keep(promotion);`,
    replace: ``,
    promise: 3,
  },
  {
    name: 'a promotion that was begun is undone',
    file: `${DRIVER}/promote.ts`,
    find: `if (tries === 1 && (!error.mayHaveEffect || !error.retryable)) {`,
    replace: `if (tries >= 1) {`,
    promise: 1,
  },
  {
    name: 'a database is promoted although a fresh look forbids it',
    file: `${DRIVER}/promote.ts`,
    find: `if (!(await context.mayAct(step))) return OVERTAKEN;`,
    replace: `if (!step) return OVERTAKEN;`,
    promise: 1,
  },
  {
    name: 'a replica that has some of the log counts as caught up',
    file: `${DRIVER}/catch-up.ts`,
    find: `received >= needed`,
    replace: `received > 0`,
    promise: 5,
  },
  {
    name: 'a wait for the log that ran out of time counts as proven',
    file: `${DRIVER}/catch-up.ts`,
    find: `return { effect: false, run: { catchUp: 'lacking', sourceAnswered }, detail };`,
    replace: `return { effect: false, run: { catchUp: 'proven', sourceAnswered, targetAnswered }, detail };`,
    promise: 5,
  },
  {
    name: 'a log whose end is not known counts as arrived',
    file: `${DRIVER}/catch-up.ts`,
    find: `return { effect: false, run: { catchUp: 'not-proven', sourceAnswered, targetAnswered }, detail };`,
    replace: `return { effect: false, run: { catchUp: 'proven', sourceAnswered, targetAnswered }, detail };`,
    promise: 5,
  },
  {
    name: 'the end of the log is taken from the replica',
    file: `${DRIVER}/catch-up.ts`,
    find: `const needed = demoted === source ? lastWalBeforeDemote : fenced?.lastWal;`,
    replace: `const needed = demoted === source && lastWalBeforeDemote === undefined ? fenced?.lastWal : replica?.lastRemoteWal;`,
    promise: 5,
  },
  {
    name: 'a loss begins now instead of at the newest transaction',
    file: `${DRIVER}/observe.ts`,
    find: `lastHeartbeat: new Date(data.replayedAt).toISOString(),`,
    replace: `lastHeartbeat: new Date(data.now).toISOString(),`,
    promise: 5,
  },
  {
    name: 'the system that a database belongs to is not looked at',
    file: `${DRIVER}/observe.ts`,
    find: `clusterId: data?.systemId,`,
    replace: `clusterId: undefined,`,
    promise: 8,
  },
  {
    name: 'a replica that receives nothing counts as following',
    file: `${DRIVER}/observe.ts`,
    find: `  state: data.isStreaming ? 'stream-wals' : 'idle',
  lastRemoteWal: lsnNumber(data.lsn),
  connected: data.isStreaming,`,
    replace: `  state: 'stream-wals',
  lastRemoteWal: lsnNumber(data.lsn),
  connected: true,`,
    promise: 3,
  },
  {
    name: 'a fenced database counts as one that takes writes',
    file: `${DRIVER}/observe.ts`,
    find: `if (data.isFenced) {`,
    replace: `if (data.isFenced && nodes.kind === 'none') {`,
    promise: 3,
  },
  {
    name: 'a fenced database with an active node counts as demoted',
    file: `${DRIVER}/observe.ts`,
    find: `if (nodes.kind === 'active') return changing('its database is fenced`,
    replace: `if (nodes.kind === 'none') return changing('its database is fenced`,
    promise: 1,
  },
  {
    name: 'a standby on a primary counts as serving',
    file: `${DRIVER}/observe.ts`,
    find: `serving: nodes.kind === 'active',`,
    replace: `serving: true,`,
    promise: 3,
  },
  {
    name: 'a link that a person has to make counts as made',
    file: `${DRIVER}/link.ts`,
    find: `return { effect: false, run: { linked: 'by-hand', howToFollow }, detail };`,
    replace: `return { effect: false, run: { linked: 'streaming' }, detail };`,
    promise: 3,
  },
  {
    name: 'a failover fences nothing',
    file: 'dr-operations/plan/failover.ts',
    find: `replication?.canFence === true && run.fence?.cluster !== cluster;`,
    replace: `replication?.canFence === true && run.fence?.cluster === cluster && cluster !== run.demoted;`,
    promise: 1,
  },
  {
    name: 'a cluster that could not be fenced raises no objection',
    file: 'dr-operations/plan/failover.ts',
    find: `if (fence?.outcome !== 'not-confirmed') return [];`,
    replace: `if (fence?.outcome !== 'confirmed') return [];`,
    promise: 1,
  },
  {
    name: 'a statement is sent without a look at the lease after a pause',
    file: `${DRIVER}/self-run.ts`,
    find: `      await mayGoOn();\n`,
    replace: ``,
    promise: 1,
  },
  {
    name: 'a cluster is told to step down without a look at the lease',
    file: `${DRIVER}/fence.ts`,
    find: `  await mayTakeBack();\n  try {`,
    replace: `  if (!mayTakeBack) return undefined;\n  try {`,
    promise: 4,
  },
  {
    name: 'a link that was made counts whatever the last look shows',
    file: 'dr-operations/plan/linkable.ts',
    find: `if (linked !== 'streaming' || seen !== undefined) return seen ?? linked;`,
    replace: `if (linked) return seen ?? linked;`,
    promise: 3,
  },
  {
    name: 'a switchover is done although the old primary is one again',
    file: 'dr-operations/plan/after-promotion.ts',
    find: `if (kind === 'switchover' && !mayReturn && roleOf(world, from) === 'primary') return refuseSecondPrimary(to);`,
    replace: `if (kind === 'switchover' && goal.leavesName === true) return refuseSecondPrimary(to);`,
    promise: 8,
  },
  {
    name: 'a target that was silent during the catch-up is promoted without another one',
    file: `${DRIVER}/catch-up.ts`,
    find: `const targetAnswered = replica !== undefined;`,
    replace: `const targetAnswered = replica !== null;`,
    promise: 5,
  },
  {
    name: 'a target that was promoted by hand after the demotion counts as following',
    file: 'dr-operations/plan/loss-checks.ts',
    find: ` || hasOwnWrites(world, otherCluster(from))`,
    replace: ``,
    promise: 5,
  },
  {
    name: 'a replica on a line of its own counts as linked',
    file: 'dr-operations/plan/facts.ts',
    find: `  if (!sameLine(seen, upCluster(world.clusters[otherCluster(name)]))) return false;\n`,
    replace: ``,
    promise: 5,
  },
];
