import type { Deadline } from '../../../shared/clock';
import { otherCluster, type ClusterName } from '../../../shared/contract';
import {
  asKnown,
  BadAnswerError,
  ConfigError,
  NoAnswerError,
  StepError,
  VaultDrError,
  VaultResponseError,
} from '../../../shared/errors';
import { isParked, readCanary, writeCanary } from '../../../shared/parked';
import { lookAtRaft, NotServingError, type RaftCluster } from '../../../shared/raft-cluster';
import { poll, repeat } from '../../../shared/retry';
import type { Secret } from '../../../shared/secret';
import { SnapshotFileError } from '../../../shared/snapshot-archive';
import type { SnapshotFile } from '../../../shared/snapshot-store';
import { withCopy } from '../../../shared/take-snapshot';
import { createReadStream } from 'node:fs';
import { OVERTAKEN, refused, type StepResult } from '../../execute/context';
import { promotionOf } from '../../execute/promotion';
import { upCluster } from '../../plan/facts';
import type { StepOf } from '../../steps';
import type { Promotion } from '../../world';
import type { SnapshotContext } from './context';
import { beginDemotion } from './begun';
import { demotionOf, isBeingParked } from './park';
import { fileFor, refuseUnreadable } from './restorable';
import { tellPullers } from './tell-pullers';

const CALL_MS = 3_000;
/** A restore waits for five seconds itself, and then reads the whole store. */
const RESTORE_MS = 180_000;
/** A restored cluster seals itself, unseals and reads its mounts. */
const SERVES_MS = 120_000;
const RESTART_MS = 120_000;
/** Time for a parked cluster to answer right before the restore. One lost answer says nothing. */
const ANSWERS_MS = 8_000;
/** How long a restore whose answer was lost may take to show. */
const TAKES_EFFECT_MS = 15_000;
const BETWEEN_LOOKS = { firstMs: 50, mostMs: 300 };
/** Of two that took a file at once, the one that began first may have written its canary last. */
const CANARIES_APART_MS = 60_000;

/**
 * Restores the newest verified file on the parked cluster, and waits until the cluster serves it. A cluster that was sealed
 * by this system gets its role back by a restart instead: it has its data.
 */
export async function promote(context: SnapshotContext, step: StepOf<'promote'>): Promise<StepResult> {
  const { cluster } = step;
  try {
    if (await isSealedByUs(context, cluster)) return await unseal(context, step);
    const file = await fileFor(context, cluster);
    const state = await stateOf(context, cluster, file);
    const goesOn = state === 'restored' || (await isBeingRestored(context, cluster));
    const promotion = goesOn ? promotionBefore(context, cluster, file) : promotionTo(context, cluster, file);
    if (!goesOn) {
      refuseUnreadable(cluster, file, state);
      if (!(await context.mayAct(step))) return OVERTAKEN;
      // A run that is killed from here on leaves a cluster with the data, and the next one has to know which.
      await context.keep({ ...promotion, isUnfinished: true });
      const isSent = await restore(context, step, file).catch(async (error: unknown) => {
        // Nothing was restored, as far as the cluster tells. It is parked, so that the other one has the role.
        if (error instanceof VaultDrError && !(error instanceof StepError)) {
          await context.keep(undefined);
          if (error.name !== 'LeaseError') await tellPullers(context, otherCluster(cluster), file.clusterId);
        }
        throw error;
      });
      if (!isSent) {
        await context.keep(undefined);
        return OVERTAKEN;
      }
    } else {
      await tellPullers(context, cluster, file.clusterId);
    }
    context.evidence.accept(cluster, 'primary');
    context.looks.forget();
    const restored = promotion.merkleRoot === file.sha256 ? file.key : 'an earlier file';
    const takenAt = promotion.since === undefined ? file.takenAt : Date.parse(promotion.since);
    await untilItServes(context, cluster, { clusterId: file.clusterId, takenAt, name: restored });
    // The restore may have taken minutes, and another operation may have taken over.
    await context.mayTakeBack();
    await context.nodes.restart(cluster, 'standbys', context.deadline.within(RESTART_MS), context.mayTakeBack);
    await untilItTakesWrites(context, cluster);
    return {
      effect: true,
      run: { promoted: cluster },
      promotion,
      detail: `${restored} was restored, with everything up to ${promotion.since}`,
    };
  } catch (error) {
    if (!(error instanceof VaultDrError) || error instanceof StepError || error.name === 'LeaseError') throw error;
    const mayHaveEffect = error instanceof NoAnswerError && error.mayHaveEffect;
    const detail = error.message;
    return { ...refused({ detail, mayHaveEffect }), run: { promoteFailed: { cluster, detail } } };
  }
}

/** What the cluster has with this file. */
function promotionTo({ world, clock }: SnapshotContext, cluster: ClusterName, file: SnapshotFile): Promotion {
  const { promotion, run } = world;
  const holds = { lastRemoteWal: file.index, merkleRoot: file.sha256, since: new Date(file.takenAt).toISOString() };
  const isSame = promotion?.cluster === cluster && promotion.merkleRoot === file.sha256;
  // A run that was killed has written it down, with what it knew.
  if (isSame && run.catchUp === undefined) return { ...promotion, isUnfinished: undefined };
  const isOtherStopped = run.fence?.cluster === otherCluster(cluster) && run.fence.outcome === 'confirmed';
  return {
    cluster,
    at: new Date(clock.now()).toISOString(),
    ...holds,
    lastWalBeforeDemote: run.lastWalBeforeDemote,
    ...(promotion?.ledByHealth && { ledByHealth: promotion.ledByHealth }),
    ...(isOtherStopped && { isOtherStopped }),
    proof: run.catchUp === 'proven' ? 'came' : 'none',
  };
}

/**
 * What the cluster has with the file that a run before has restored. A newer one may have come since.
 *
 * @throws StepError if the proof is of the newer one
 */
function promotionBefore(context: SnapshotContext, cluster: ClusterName, file: SnapshotFile): Promotion {
  const begun = begunRestore(context, cluster);
  if (begun === undefined || begun.merkleRoot === file.sha256) return promotionTo(context, cluster, file);
  if (context.world.run.catchUp !== 'proven') return { ...begun, isUnfinished: undefined };
  throw new StepError(
    `${cluster} has an earlier file than ${file.key}, which has every write of ${otherCluster(cluster)}`,
    `Run failover to ${cluster} with loss accepted to serve the clients there, or to ${otherCluster(cluster)} to go back.`,
  );
}

/**
 * What the cluster is right before the restore. An answer that is lost says nothing.
 *
 * @throws ConfigError if the cluster holds anything of its own; VaultDrError if it gives no answer
 */
async function stateOf(
  context: SnapshotContext,
  cluster: ClusterName,
  file: SnapshotFile,
): Promise<RaftCluster | 'restored'> {
  const { clock, deadline } = context;
  const within = deadline.within(ANSWERS_MS);
  const state = await repeat({ clock, backOff: BETWEEN_LOOKS }, async (pause) => {
    const seen = await lookForRestore(context, cluster, file).catch(asKnown);
    const isLost = seen instanceof NoAnswerError || seen instanceof BadAnswerError || seen instanceof NotServingError;
    return isLost && within.remainingMs() > pause ? undefined : { seen };
  });
  if (!(state.seen instanceof Error)) return state.seen;
  // Sealed or between two states: the restore of a run that was killed may be under way.
  if (begunRestore(context, cluster) && !(state.seen instanceof ConfigError)) return 'restored';
  throw state.seen;
}

/** @returns the cluster if it is parked @throws VaultDrError */
async function lookForRestore(
  { vault, logins, mount }: SnapshotContext,
  cluster: ClusterName,
  file: SnapshotFile,
): Promise<RaftCluster | 'restored'> {
  const seen = await lookAtRaft(vault[cluster], CALL_MS);
  if (seen.clusterId === file.clusterId) return 'restored';
  if (await logins.with(cluster, (token) => isParked(vault[cluster], { mount, token, timeoutMs: CALL_MS })))
    return seen;
  throw new ConfigError(
    `${cluster} is not parked: a restore would delete what it holds`,
    `If nobody needs that, write the marker ${mount}/parked there. Then try again.`,
  );
}

/** What a run that did not end has begun to restore on the cluster. */
const begunRestore = ({ world: { promotion } }: SnapshotContext, cluster: ClusterName): Promotion | undefined =>
  promotion?.cluster === cluster && promotion.isUnfinished === true ? promotion : undefined;

/**
 * @returns `false`: a fresh look shows another situation, and nothing was sent
 * @throws SnapshotFileError, VaultDrError if Vault refused it; StepError if it is not known what happened
 */
async function restore(context: SnapshotContext, step: StepOf<'promote'>, file: SnapshotFile): Promise<boolean> {
  const { vault, logins, stores, mostBytes } = context;
  const { cluster } = step;
  const deadline = context.deadline.within(RESTORE_MS);
  const limit = AbortSignal.timeout(Math.max(1, deadline.remainingMs()));
  const source = await stores[cluster].open(file, limit);
  return withCopy(source, { mostBytes }, async (path, facts) => {
    if (facts.sha256 !== file.sha256 || facts.index !== file.index) {
      throw new SnapshotFileError('corrupt', `${file.key} is not the file that was verified when it was put there`);
    }
    // The file may have taken a minute, and the old primary may be back.
    if (!(await context.mayAct(step))) return false;
    // It gives no clear answer from now on, and the old primary may still be copied.
    const told = tellPullers(context, cluster, file.clusterId);
    try {
      await logins.with(cluster, (token) =>
        vault[cluster].upload(
          'sys/storage/raft/snapshot',
          { body: createReadStream(path), bytes: facts.bytes },
          { token, timeoutMs: Math.max(1, deadline.remainingMs()) },
        ),
      );
    } catch (error) {
      if (error instanceof VaultResponseError && error.status === 400) throw unreadable(cluster, file, error);
      if (error instanceof VaultResponseError && error.status < 500) throw error;
      if (!(error instanceof VaultDrError)) throw error;
      await untilRestored(context, cluster, error, deadline);
    } finally {
      await told;
    }
    return true;
  });
}

/** The checksums were right, so that only the key of the seal is left. Vault itself advises to skip that check. */
const unreadable = (cluster: ClusterName, { key }: SnapshotFile, cause: VaultResponseError): ConfigError =>
  new ConfigError(
    `${cluster} cannot read ${key}: ${cause.message}`,
    `Give both clusters the same seal with the same key. Never use snapshot-force: ${cluster} could not unseal with these data.`,
    { cause },
  );

/**
 * The answer was lost, or the cluster failed meanwhile. Vault waits for five seconds before it takes the file, so that a
 * cluster may still show that it is parked.
 *
 * @throws VaultDrError if nothing was restored; StepError if that is not known
 */
async function untilRestored(
  context: SnapshotContext,
  cluster: ClusterName,
  error: VaultDrError,
  deadline: Deadline,
): Promise<void> {
  const isStillParked = await staysParked(context, cluster, deadline);
  if (!isStillParked) return;
  // Only Vault's own refusal, and a connection that was never made, are certain.
  if (error instanceof VaultResponseError || (error instanceof NoAnswerError && !error.mayHaveEffect)) throw error;
  throw new StepError(
    `It is not known whether ${cluster} restores the snapshot: ${error.message}`,
    'Run the same operation again: it looks first and continues from what it finds.',
  );
}

/**
 * Whether a run that did not end has sent a file that the cluster takes only now. A second one would come after it, and delete
 * what clients wrote meanwhile.
 */
async function isBeingRestored(context: SnapshotContext, cluster: ClusterName): Promise<boolean> {
  return begunRestore(context, cluster) !== undefined && !(await staysParked(context, cluster, context.deadline));
}

/**
 * Whether the cluster still shows that it is parked when a restore that was sent before would have shown. The last answer may be
 * lost, so that one without an answer then gets some more time.
 */
async function staysParked(context: SnapshotContext, cluster: ClusterName, deadline: Deadline): Promise<boolean> {
  const { vault, logins, mount, clock } = context;
  const call = (token: Secret): Promise<boolean> => isParked(vault[cluster], { mount, token, timeoutMs: CALL_MS });
  const inTime = deadline.within(TAKES_EFFECT_MS);
  const atLast = deadline.within(TAKES_EFFECT_MS + ANSWERS_MS);
  const { stays } = await repeat({ clock, backOff: BETWEEN_LOOKS }, async (pause) => {
    const seen = await logins.with(cluster, call).catch(asKnown);
    const isOver = (at: Deadline): boolean => at.remainingMs() <= pause;
    if (seen === false) return { stays: false };
    if (seen === true) return isOver(inTime) ? { stays: true } : undefined;
    // It may be about to serve the data.
    return isOver(atLast) ? { stays: false } : undefined;
  });
  return stays;
}

/** Waits until a client can read from the restored cluster what was written before the file was taken. @throws StepError */
async function untilItServes(
  context: SnapshotContext,
  cluster: ClusterName,
  { clusterId, takenAt, name }: { readonly clusterId: string; readonly takenAt: number; readonly name: string },
): Promise<void> {
  const { vault, logins, mount, clock } = context;
  const deadline = context.deadline.within(SERVES_MS);
  let last = 'it gives no answer';
  const served = await poll(
    async () => {
      try {
        const seen = await lookAtRaft(vault[cluster], CALL_MS);
        last = `it is ${seen.isActive ? 'active' : 'standby'} as ${seen.clusterId}`;
        if (!seen.isActive || seen.clusterId !== clusterId) return undefined;
        // What the parked cluster gave is not valid here.
        const token = await logins.fresh(cluster);
        const canary = await readCanary(vault[cluster], { mount, token, timeoutMs: CALL_MS });
        last = `its canary is ${canary === undefined ? 'missing' : new Date(canary).toISOString()}`;
        return canary !== undefined && canary >= takenAt - CANARIES_APART_MS ? true : undefined;
      } catch (error) {
        if (!(error instanceof VaultDrError)) throw error;
        last = error.message;
        return undefined;
      }
    },
    { clock, deadline, backOff: BETWEEN_LOOKS },
  );
  if (served) return;
  throw new StepError(
    `${cluster} does not serve the data of ${name} yet: ${last}`,
    'Look at its logs. When it is up, run the same operation again: it continues from there.',
    { retryable: true },
  );
}

/** While its standbys restart, the active node is alone, takes no writes and may step down. @throws StepError */
async function untilItTakesWrites(context: SnapshotContext, cluster: ClusterName): Promise<void> {
  const { vault, logins, mount, clock } = context;
  const deadline = context.deadline.within(SERVES_MS);
  let failure: VaultDrError | undefined;
  const takes = await poll(
    async () => {
      const write = (token: Secret): Promise<void> =>
        writeCanary(vault[cluster], clock.now(), { mount, token, timeoutMs: CALL_MS });
      failure = await logins.with(cluster, write).then(() => undefined, asKnown);
      return failure === undefined ? true : undefined;
    },
    { clock, deadline, backOff: BETWEEN_LOOKS },
  );
  if (takes) return;
  throw new StepError(
    `${cluster} has the data and takes no writes yet: ${failure?.message}`,
    'Look at its servers. When a majority is up, run the same operation again: it continues from there.',
    { retryable: true },
  );
}

/** Whether this system has sealed it. Then it has its own data, and nothing is restored. */
async function isSealedByUs({ evidence, world }: SnapshotContext, cluster: ClusterName): Promise<boolean> {
  const seen = upCluster(await evidence.look(cluster));
  return (world.run.demoted === cluster || seen?.lastWal !== undefined) && seen?.mode !== 'primary';
}

async function unseal(context: SnapshotContext, step: StepOf<'promote'>): Promise<StepResult> {
  const { cluster } = step;
  const clusterId = await idOfItsData(context, cluster);
  const { vault, clock } = context;
  if (!(await context.mayAct(step))) return OVERTAKEN;
  const deadline: Deadline = context.deadline.within(RESTART_MS);
  // It serves soon and is no longer sealed by this system. If its bucket is lost, the next copy says so.
  const id = clusterId ?? upCluster(context.world.clusters[cluster])?.clusterId;
  const writeDown = async (): Promise<unknown> =>
    id === undefined ? undefined : beginDemotion(context, cluster, id).catch(asKnown);
  const written = await writeDown();
  if (id !== undefined) await tellPullers(context, cluster, id);
  await context.nodes.restart(cluster, 'all', deadline);
  const isActive = await poll(
    async () => {
      const seen = await lookAtRaft(vault[cluster], CALL_MS).catch(() => undefined);
      // Another id means that it was made anew, and has nothing of what it had.
      return seen?.isActive && (clusterId === undefined || seen.clusterId === clusterId) ? true : undefined;
    },
    { clock, deadline, backOff: BETWEEN_LOOKS },
  );
  if (!isActive) {
    throw new StepError(`${cluster} was restarted and does not serve yet`, 'Look at its logs, then run it again.');
  }
  context.evidence.accept(cluster, 'primary');
  if (written instanceof Error) await writeDown();
  return { effect: true, run: { promoted: cluster }, promotion: promotionOf(context, cluster) };
}

/**
 * Id of the cluster with its own data.
 *
 * @returns `undefined` if the bucket does not tell it, and this run has sealed it
 * @throws ConfigError if its data may be deleted
 */
async function idOfItsData(context: SnapshotContext, cluster: ClusterName): Promise<string | undefined> {
  const demotion = await demotionOf(context, cluster).catch((error: unknown) => {
    if (error instanceof VaultDrError && context.world.run.demoted === cluster) return undefined;
    throw error;
  });
  if (!isBeingParked(demotion)) return demotion?.clusterId;
  throw new ConfigError(
    `${cluster} is being parked, so that its data may be deleted`,
    `Run rejoin to end that. Its last file is ${demotion.key}.`,
  );
}
