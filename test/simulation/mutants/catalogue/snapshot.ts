import type { Mutant } from '../mutant';

const DRIVER = 'dr-operations/replication/snapshot';
const DEMOTE = `${DRIVER}/demote.ts`;
const PROMOTE = `${DRIVER}/promote.ts`;
const PARK = `${DRIVER}/park.ts`;
const BEGUN = `${DRIVER}/begun.ts`;
const OBSERVE = `${DRIVER}/observe.ts`;
const SWITCHOVER = 'dr-operations/plan/switchover.ts';
const STORE = 'shared/snapshot-store.ts';
const PULL = 'snapshot-puller/pull.ts';

export const snapshot: readonly Mutant[] = [
  {
    name: 'a last look that is lost tells that a killed run has restored a cluster',
    file: PROMOTE,
    find: `return isOver(atLast) ? { stays: false } : undefined;`,
    replace: `return isOver(inTime) ? { stays: false } : undefined;`,
    promise: 3,
  },
  {
    name: 'a restored cluster counts as having a file that came after the restore',
    file: PROMOTE,
    find: `const promotion = goesOn ? promotionBefore(context, cluster, file) : promotionTo(context, cluster, file);`,
    replace: `const promotion = promotionTo(context, cluster, file);`,
    promise: 5,
  },
  {
    name: 'another file is restored than the one that was proven to have every write',
    file: `${DRIVER}/restorable.ts`,
    find: `  refuseUnproven(context, cluster, file);\n`,
    replace: ``,
    promise: 5,
  },
  {
    name: 'a parked cluster that gives no answer counts as restored',
    file: PROMOTE,
    find: `if (begunRestore(context, cluster) && !(state.seen instanceof ConfigError)) return 'restored';`,
    replace: `return 'restored';`,
    promise: 3,
  },
  {
    name: 'an operation breaks off with a file that breaks off',
    file: STORE,
    find: `return arriving(Body as Readable);`,
    replace: `return Body as Readable;`,
    promise: 3,
  },
  {
    name: 'the servers of a restored cluster keep what they had after a kill',
    file: PROMOTE,
    find: `await context.keep({ ...promotion, isUnfinished: true });`,
    replace: `await context.keep(promotion);`,
    promise: 3,
  },
  {
    name: 'a rejoin does not name the servers that did not begin anew',
    file: 'dr-operations/plan/linkable.ts',
    find: `  ...(staleServersOf(world) === undefined ? [] : (['restart-servers'] as const)),\n`,
    replace: ``,
    promise: 3,
  },
  {
    name: 'that a cluster gets its role back is not written down a second time',
    file: PROMOTE,
    find: `  if (written instanceof Error) await writeDown();
`,
    replace: ``,
    promise: 1,
  },
  {
    name: 'a file has the version that its cluster ran before',
    file: 'shared/raft-cluster.ts',
    find: `return { clusterId, version: isOlder(after.version, version) ? version : after.version };`,
    replace: `return { clusterId, version };`,
    promise: 5,
  },
  {
    name: 'a file has the id that its cluster had before',
    file: 'shared/raft-cluster.ts',
    find: `  if (after.clusterId !== clusterId) throw new RestoredMeanwhileError(vault.address);\n`,
    replace: ``,
    promise: 3,
  },
  {
    name: 'what is written after the last file is not looked for',
    file: DEMOTE,
    find: `    const index = await lastIndexOf(context, cluster);
    if (index !== file.index) throw wroteMore(cluster, file, index);
    down = await takeDown(context, cluster, { index, isAlone: true });
    if (down.highest !== file.index) throw wroteMore(cluster, file, down.highest);`,
    replace: `    down = await takeDown(context, cluster, { index: file.index, isAlone: true });`,
    promise: 5,
  },
  {
    name: 'the standbys of a cluster go on while its active server is sealed',
    file: DEMOTE,
    find: `await context.nodes.stopStandbys(cluster, context.deadline.within(FINAL_MS), context.mayTakeBack);`,
    replace: ``,
    promise: 1,
  },
  {
    name: 'a process that was paused before it stops the standbys stops them without its lease',
    file: 'community-operations/nodes.ts',
    find: `deadline.within(NAMED_MS));
    await mayGoOn();
`,
    replace: `deadline.within(NAMED_MS));
`,
    promise: 4,
  },
  {
    name: 'a cluster whose standbys were stopped does not get its role back',
    file: DEMOTE,
    find: `return giveBack(context, step, error);`,
    replace: `return { effect: true, isRefused: true, detail: error.message, run: { demoteFailed: error.message } };`,
    promise: 3,
  },
  {
    name: 'an error after the standbys were stopped says that nothing has changed',
    file: DEMOTE,
    find: `    effect: true,
    isRefused: true,
    detail,`,
    replace: `    effect: false,
    isRefused: true,
    detail,`,
    promise: 3,
  },
  {
    name: 'nobody knows of a cluster that a killed run has sealed that it was this system',
    file: DEMOTE,
    find: `const begunAt = await beginDemotion(context, cluster, taken.clusterId);`,
    replace: `const begunAt = 0;`,
    promise: 3,
  },
  {
    name: 'a cluster that a killed run has sealed is not brought up when the operation is run again',
    file: SWITCHOVER,
    find: `if (isStoppedByFence(world, from) && hasOnlyCopies(world, to)) return planUnfence(from);`,
    replace: ``,
    promise: 3,
  },
  {
    name: 'a cluster that a killed run has taken down counts as brought up before it is started',
    file: BEGUN,
    find: `  await nodes.restart(cluster, 'all', deadline);\n`,
    replace: ``,
    promise: 3,
  },
  {
    name: 'the last file of a cluster that a killed run has taken down counts as a sign that it went on',
    file: BEGUN,
    find: `newest.takenAt > begun.at;`,
    replace: `newest.takenAt > begun.at - 60_000;`,
    promise: 3,
  },
  {
    name: 'a run that is killed during a restore leaves nobody who knows which cluster gets the data',
    file: PROMOTE,
    find: `      await context.keep({ ...promotion, isUnfinished: true });\n`,
    replace: ``,
    promise: 3,
  },
  {
    name: 'a file of another cluster is restored when the other cluster gives no answer',
    file: `${DRIVER}/restorable.ts`,
    find: `if (oldest && oldest.clusterId !== file.clusterId) {`,
    replace: `if (oldest && oldest.bytes < 0) {`,
    promise: 5,
  },
  {
    name: 'an empty cluster that is not parked counts as a primary',
    file: OBSERVE,
    find: `if (!parked && file !== undefined) {`,
    replace: `if (!parked && file?.bytes === -1) {`,
    promise: 2,
  },
  {
    name: 'an older file with a newer name counts as the newest file',
    file: STORE,
    find: `parsed.output.bytes === ContentLength && isNamedRight(key, parsed.output);`,
    replace: `parsed.output.bytes === ContentLength;`,
    promise: 5,
  },
  {
    name: 'a copy claims to be younger than it is',
    file: PULL,
    find: `return store.put(path, { ...facts, ...identity, takenAt, seal: seen.seal }, { abortSignal: limit() });`,
    replace: `return store.put(path, { ...facts, ...identity, takenAt: takenAt + 40_000, seal: seen.seal }, { abortSignal: limit() });`,
    promise: 5,
  },
  {
    name: 'a process that was paused after its seal writes down what is no longer true',
    file: DEMOTE,
    find: `  await context.mayTakeBack();
  const clusterId = file?.clusterId`,
    replace: `  const clusterId = file?.clusterId`,
    promise: 5,
  },
  {
    name: 'a process that was paused during its restore goes on without its lease',
    file: PROMOTE,
    find: `    await context.mayTakeBack();
    await context.nodes.restart(cluster, 'standbys', context.deadline.within(RESTART_MS), context.mayTakeBack);`,
    replace: `    await context.nodes.restart(cluster, 'standbys', context.deadline.within(RESTART_MS));`,
    promise: 4,
  },
  {
    name: 'an empty cluster that lost its marker before the first file passes for the primary',
    file: OBSERVE,
    find: `return isEmpty && MAY_BE_PARKED;`,
    replace: `return false;`,
    promise: 2,
  },
  {
    name: 'a cluster that a person has parked after a killed parking is emptied again',
    file: `${DRIVER}/link.ts`,
    find: `  isEmptied(demotion.parking) &&\n`,
    replace: ``,
    promise: 3,
  },
  {
    name: 'a parking that has ended goes on for ever',
    file: PARK,
    find: `  await goOn({ endedAt: context.clock.now() });\n`,
    replace: ``,
    promise: 3,
  },
  {
    name: 'an empty cluster is copied for the first time while the other one is down',
    file: PULL,
    find: `if (newest === undefined) await refuseEmpty(options, here, token);`,
    replace: `if (newest === undefined && here !== undefined) await refuseEmpty(options, here, token);`,
    promise: 8,
  },
  {
    name: 'a file is restored a second time while the first one is about to be restored',
    file: PROMOTE,
    find: `const goesOn = state === 'restored' || (await isBeingRestored(context, cluster));`,
    replace: `const goesOn = state === 'restored';`,
    promise: 5,
  },
  {
    name: 'a primary that the operator keeps has not taken over in the journal',
    file: 'dr-operations/run-report.ts',
    find: `last.cluster === to) return last;`,
    replace: `last.at !== '') return last;`,
    promise: 5,
  },
  {
    name: 'a switchover finishes a killed failover that has left out writes',
    file: 'dr-operations/plan/takeover.ts',
    find: ` && world.unfinished.operation !== 'failover';\n  const isSafe`,
    replace: `;\n  const isSafe`,
    promise: 5,
  },
  {
    name: 'a failover that began with one lease table stops after it has fenced the lost cluster',
    file: 'dr-operations/plan/guards.ts',
    find: `(roleOf(world, from) === 'gone' || isFencedByUs) && world`,
    replace: `roleOf(world, from) === 'gone' && world`,
    promise: 3,
  },
  {
    name: 'a file is restored without a look at the other cluster after it was fetched',
    file: PROMOTE,
    find: `    if (!(await context.mayAct(step))) return false;`,
    replace: ``,
    promise: 1,
  },
  {
    name: 'rounds that are overtaken follow each other without a pause',
    file: 'dr-operations/run.ts',
    find: `      if (isOvertaken && changing) await this.dependencies.clock.wait(changing.next().value);`,
    replace: ``,
    promise: 3,
  },
  {
    name: 'a primary that is started again right after its fence counts as fenced',
    file: `${DRIVER}/seal.ts`,
    find: `evidence.accept(cluster, 'secondary', true);`,
    replace: `evidence.accept(cluster, 'secondary');`,
    promise: 1,
  },
];
