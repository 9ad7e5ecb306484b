import type { Mutant } from '../mutant';

const DRIVER = 'dr-operations/replication/snapshot';
const DEMOTE = `${DRIVER}/demote.ts`;
const PROMOTE = `${DRIVER}/promote.ts`;
const OBSERVE = `${DRIVER}/observe.ts`;
const STORE = 'shared/snapshot-store.ts';
const PULL = 'snapshot-puller/pull.ts';

export const snapshot: readonly Mutant[] = [
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
    find: `await context.nodes.stopStandbys(cluster, context.deadline.within(FINAL_MS));`,
    replace: ``,
    promise: 1,
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
    name: 'the last servers are stopped without a look at the lease',
    file: `${DRIVER}/seal.ts`,
    find: `  await context.mayTakeBack();
  const outcome`,
    replace: `  const outcome`,
    promise: 4,
  },
  {
    name: 'a fence that a server has not confirmed counts as a fence',
    file: `${DRIVER}/fence.ts`,
    find: `if (outcome.kind === 'stopped') {`,
    replace: `if (outcome.kind.length > 0) {`,
    promise: 1,
  },
  {
    name: 'a file of another cluster is restored when the other cluster gives no answer',
    file: PROMOTE,
    find: `if (oldest && oldest.clusterId !== file.clusterId) {`,
    replace: `if (oldest && oldest.bytes < 0) {`,
    promise: 5,
  },
  {
    name: 'a file is restored on an older version of Vault',
    file: PROMOTE,
    find: `if (isOlder(target.version, file.version)) {`,
    replace: `if (target.version === '') {`,
    promise: 5,
  },
  {
    name: 'a restore without a clear answer counts as refused',
    file: PROMOTE,
    find: `if (error instanceof VaultResponseError && error.status < 500) throw error;`,
    replace: `if (error instanceof VaultDrError) throw error;`,
    promise: 3,
  },
  {
    name: 'the standbys of a promoted cluster restart, and nobody waits until it takes writes',
    file: PROMOTE,
    find: `await untilItTakesWrites(context, cluster);
    return`,
    replace: `return`,
    promise: 3,
  },
  {
    name: 'a cluster with the marker counts as parked, whatever else it holds',
    file: OBSERVE,
    find: `if (mounts.length === 0) return true;`,
    replace: `if (mounts.length >= 0) return true;`,
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
    name: 'a sealed cluster counts as one that this system sealed',
    file: OBSERVE,
    find: `if (!demotion || (newest && newest.takenAt > demotion.at)) return undefined;`,
    replace: `if (!demotion) return { ...lookOf(health), clusterId: newest?.clusterId, state: 'idle', lastWal: newest?.index };`,
    promise: 1,
  },
  {
    name: 'only the first page of the files in a bucket is read',
    file: STORE,
    find: `last = page.Contents?.at(-1)?.Key ?? last;`,
    replace: `last ??= page.Contents?.at(-1)?.Key;`,
    promise: 5,
  },
  {
    name: 'an older file with a newer name counts as the newest file',
    file: STORE,
    find: "const isNamed = parsed.success && key.endsWith(`/${parsed.output['taken-at']}.snap`);",
    replace: `const isNamed = parsed.success;`,
    promise: 5,
  },
  {
    name: 'a copy claims to be younger than it is',
    file: PULL,
    find: `return store.put(path, { ...facts, takenAt, clusterId, version, seal }, { abortSignal: limit() });`,
    replace: `return store.put(path, { ...facts, takenAt: takenAt + 40_000, clusterId, version, seal }, { abortSignal: limit() });`,
    promise: 5,
  },
  {
    name: 'a parked cluster is copied over the files of its primary',
    file: PULL,
    find: `if (await isParked(vault[source], kv())) return skip('source-is-parked');`,
    replace: ``,
    promise: 3,
  },
];
