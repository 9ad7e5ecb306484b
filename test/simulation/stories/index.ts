import { story as cutOffDuringDemotion } from './cut-off-during-demotion';
import { story as answerOfAnotherServer } from './answer-of-another-server';
import { story as automaticCoolDown } from './automatic/cool-down';
import { story as automaticFailbackIsNotAutomatic } from './automatic/failback-is-not-automatic';
import { story as automaticFenceOff } from './automatic/fence-off';
import { story as automaticFenceWithoutTakeover } from './automatic/fence-without-takeover';
import { story as automaticFenced } from './automatic/fenced';
import { story as automaticFlapping } from './automatic/flapping';
import { story as automaticHomeIsDown } from './automatic/home-is-down';
import { story as automaticHomeReturns } from './automatic/home-returns';
import { story as automaticLossLimit } from './automatic/loss-limit';
import { story as automaticOneObserver } from './automatic/one-observer';
import { story as automaticPaused } from './automatic/paused';
import { story as automaticPeeringCut } from './automatic/peering-cut';
import { story as automaticRegionLost } from './automatic/region-lost';
import { story as automaticSilentWitness } from './automatic/silent-witness';
import { story as contradictingReadAndAcceptedPrimary } from './contradicting-read-and-accepted-primary';
import { story as corruptedTarget } from './corrupted-target';
import { story as dnsSwitchAfterKilledSwitchover } from './dns-switch-after-killed-switchover';
import { story as dnsSwitchAndOldPrimary } from './dns-switch-and-old-primary';
import { story as dnsSwitchDuringSwitchover } from './dns-switch-during-switchover';
import { story as failoverLossLimit } from './failover-loss-limit';
import { story as failoverPastFullerCluster } from './failover-past-fuller-cluster';
import { story as failoverPastIncomparableCluster } from './failover-past-incomparable-cluster';
import { story as failoverToOldPrimary } from './failover-to-old-primary';
import { story as hangingPrimary } from './hanging-primary';
import { story as journalBeforeEarlyPromotion } from './journal-before-early-promotion';
import { story as leaseTableLostHalfWay } from './lease-table-lost-half-way';
import { story as linkMovesNoClients } from './link-moves-no-clients';
import { story as linkWaitsForProof } from './link-waits-for-proof';
import { story as lossIncludesLag } from './loss-includes-lag';
import { story as rejoinWaitsForProof } from './rejoin-waits-for-proof';
import { story as nameDueAndHomeReturns } from './name-due-and-home-returns';
import { story as nameDueAndAnotherSet } from './name-due-and-another-set';
import { story as nameDue } from './name-due';
import { story as newestJournalEntry } from './newest-journal-entry';
import { story as oneContradictingRead } from './one-contradicting-read';
import { story as operationWithTooFewTables } from './operation-with-too-few-tables';
import { story as operationsWithOneTableEach } from './operations-with-one-table-each';
import { story as otherReplicationSet } from './other-replication-set';
import { story as overrideCoversItsNameOnly } from './override-covers-its-name-only';
import { story as pausedProcessAfterTakeover } from './paused-process-after-takeover';
import { story as pausedProcessDuringLink } from './paused-process-during-link';
import { story as pausedProcessReadsAgain } from './paused-process-reads-again';
import { story as primaryReturnsDuringWait } from './primary-returns-during-wait';
import { story as promotionDoesNotHoldAndLostWrites } from './promotion-does-not-hold-and-lost-writes';
import { story as promotionThatDoesNotHold } from './promotion-that-does-not-hold';
import { story as proofThatNeverComes } from './proof-that-never-comes';
import { story as readWithoutTime } from './read-without-time';
import { story as rejoinAnnouncesLoss } from './rejoin-announces-loss';
import { story as rejoinKeepsNewPrimary } from './rejoin-keeps-new-primary';
import { story as sealedNodeRightAfterPrimary } from './sealed-node-right-after-primary';
import { story as secondaryStillHearsPrimary } from './secondary-still-hears-primary';
import { story as shortSilence } from './short-silence';
import { story as switchoverBetweenTwoSecondaries } from './switchover-between-two-secondaries';
import { story as switchoverToOvertakenPrimary } from './switchover-to-overtaken-primary';
import { story as timeForTheWayBack } from './time-for-the-way-back';
import { story as targetSilentDuringCatchUp } from './target-silent-during-catch-up';
import { story as twoPrimariesNeedAChoice } from './two-primaries-need-a-choice';
import { story as unequalMerkleRoots } from './unequal-merkle-roots';
import { story as unreadableJournal } from './unreadable-journal';
import { story as unusableNodeBehindBalancer } from './unusable-node-behind-balancer';
import { story as walNumberWithoutRoot } from './wal-number-without-root';
import { story as postgresFenceTakenBackByPausedProcess } from './postgres/fence-taken-back-by-paused-process';
import { story as postgresFenceBesideAPrimary } from './postgres/fence-beside-a-primary';
import { story as postgresFencedByHandAndNotNoticed } from './postgres/fenced-by-hand-and-not-noticed';
import { story as postgresSilentAfterItsFence } from './postgres/silent-after-its-fence';
import { story as postgresUnfencedByHandAndWritten } from './postgres/unfenced-by-hand-and-written';
import { story as postgresNameLeftBehindAndOneTable } from './postgres/name-left-behind-and-one-table';
import { story as nameDueAndHomeWasKept } from './postgres/name-due-and-home-was-kept';
import { story as postgresFenceThatFails } from './postgres/fence-that-fails';
import { story as postgresDoneWhenServed } from './postgres/done-when-served';
import { story as postgresFenceComesFirst } from './postgres/fence-comes-first';
import { story as postgresLockOfTheActiveNode } from './postgres/lock-of-the-active-node';
import { story as postgresLookBeforeThePromotionIsLost } from './postgres/look-before-the-promotion-is-lost';
import { story as postgresOpenTransaction } from './postgres/open-transaction';
import { story as postgresRecordAtTheEndOfAPage } from './postgres/record-at-the-end-of-a-page';
import { story as postgresFenceThatMayStay } from './postgres/fence-that-may-stay';
import { story as postgresLossSinceTheNewestTransaction } from './postgres/loss-since-the-newest-transaction';
import { story as postgresRoleWithoutARight } from './postgres/role-without-a-right';
import { story as postgresKilledAfterPromotion } from './postgres/killed-after-promotion';
import { story as postgresNobodyAnswersBeside } from './postgres/nobody-answers-beside';
import { story as postgresPausedBeforePromotion } from './postgres/paused-before-promotion';
import { story as postgresPausedWhileUnfenced } from './postgres/paused-while-unfenced';
import { story as postgresPausedBeforeStepDown } from './postgres/paused-before-step-down';
import { story as postgresLinkCutSince } from './postgres/link-cut-since';
import { story as postgresPromotedByHandDuringCatchUp } from './postgres/promoted-by-hand-during-catch-up';
import { story as postgresUnfencedByHand } from './postgres/unfenced-by-hand';
import { story as postgresTargetSilentDuringCatchUp } from './postgres/target-silent-during-catch-up';
import { story as postgresReplicaWithoutARewind } from './postgres/replica-without-a-rewind';
import { story as postgresSlowPromotion } from './postgres/slow-promotion';
import { story as activeServerStepsDown } from './snapshot/active-server-steps-down';
import { story as primaryReturnsWhileFetched } from './snapshot/primary-returns-while-a-file-is-fetched';
import { story as primaryIsStartedRightAfterItsFence } from './snapshot/primary-is-started-right-after-its-fence';
import { story as sealedPrimaryUnsealsItself } from './snapshot/sealed-primary-unseals-itself';
import { story as killedBeforeDemotionIsWritten } from './snapshot/killed-before-demotion-is-written';
import { story as killedBeforeItsServersBeginAnew } from './snapshot/killed-before-its-servers-begin-anew';
import { story as pausedBeforeStandbysStop } from './snapshot/paused-before-its-standbys-are-stopped';
import { story as rejoinNamesServersToRestart } from './snapshot/rejoin-names-servers-to-restart';
import { story as killedDuringRestore } from './snapshot/killed-during-restore';
import { story as begunDemotionIsNoDemotion } from './snapshot/begun-demotion-is-no-demotion';
import { story as restoreThatHasNotBegun } from './snapshot/restore-that-has-not-begun';
import { story as restoredWhileItIsCopiedFirst } from './snapshot/restored-while-it-is-copied-first';
import { story as upgradedWhileItIsCopied } from './snapshot/upgraded-while-it-is-copied';
import { story as writesWhileStandbysStop } from './snapshot/writes-while-standbys-stop';
import { story as fencedWithOneLeaseTable } from './snapshot/fenced-with-one-lease-table';
import { story as lookBeforeTheRestoreIsLost } from './snapshot/look-before-the-restore-is-lost';
import { story as olderFileComesAfterTheProof } from './snapshot/older-file-comes-after-the-proof';
import { story as copiedWhileItIsRestored } from './snapshot/copied-while-it-is-restored';
import { story as lastLookBeforeASecondRestoreIsLost } from './snapshot/last-look-before-a-second-restore-is-lost';
import { story as fileBreaksOff } from './snapshot/file-breaks-off';
import { story as fileOfAnotherPair } from './snapshot/file-of-another-pair';
import { story as emptyClusterBeforeTheFirstFile } from './snapshot/empty-cluster-before-the-first-file';
import { story as emptyClusterBesideASilentOne } from './snapshot/empty-cluster-beside-a-silent-one';
import { story as emptyClusterWithoutMarker } from './snapshot/empty-cluster-without-marker';
import { story as nameAfterAnOldPrimaryWasKept } from './snapshot/name-after-an-old-primary-was-kept';
import { story as olderFileWithNewerName } from './snapshot/older-file-with-newer-name';
import { story as pausedAfterItsSeal } from './snapshot/paused-after-its-seal';
import { story as pausedBeforeItsDemotion } from './snapshot/paused-before-its-demotion';
import { story as silentAfterTheWayBack } from './snapshot/silent-after-the-way-back';
import { story as pausedDuringRestore } from './snapshot/paused-during-restore';
import { story as parkedByHandAfterAKilledParking } from './snapshot/parked-by-hand-after-a-killed-parking';
import { story as answerOfRestoreIsGarbled } from './snapshot/answer-of-restore-is-garbled';
import { story as switchoverAfterAKilledFailover } from './snapshot/switchover-after-a-killed-failover';
import type { Story } from './story';

/** Stories of clusters on PostgreSQL. */
export const POSTGRES_STORIES: readonly Story[] = [
  postgresFenceThatFails,
  postgresFenceBesideAPrimary,
  postgresFenceTakenBackByPausedProcess,
  postgresSlowPromotion,
  postgresPausedBeforePromotion,
  postgresKilledAfterPromotion,
  postgresNobodyAnswersBeside,
  postgresDoneWhenServed,
  postgresFenceThatMayStay,
  postgresLossSinceTheNewestTransaction,
  postgresRoleWithoutARight,
  postgresFenceComesFirst,
  postgresLockOfTheActiveNode,
  postgresLookBeforeThePromotionIsLost,
  postgresOpenTransaction,
  postgresRecordAtTheEndOfAPage,
  postgresPausedWhileUnfenced,
  postgresPausedBeforeStepDown,
  postgresLinkCutSince,
  postgresPromotedByHandDuringCatchUp,
  postgresUnfencedByHand,
  postgresNameLeftBehindAndOneTable,
  nameDueAndHomeWasKept,
  postgresUnfencedByHandAndWritten,
  postgresSilentAfterItsFence,
  postgresFencedByHandAndNotNoticed,
  postgresTargetSilentDuringCatchUp,
  postgresReplicaWithoutARewind,
];

/** Stories of clusters with raft snapshots. */
export const SNAPSHOT_STORIES: readonly Story[] = [
  switchoverAfterAKilledFailover,
  activeServerStepsDown,
  sealedPrimaryUnsealsItself,
  primaryIsStartedRightAfterItsFence,
  primaryReturnsWhileFetched,
  restoredWhileItIsCopiedFirst,
  upgradedWhileItIsCopied,
  writesWhileStandbysStop,
  killedBeforeDemotionIsWritten,
  killedBeforeItsServersBeginAnew,
  rejoinNamesServersToRestart,
  pausedBeforeStandbysStop,
  killedDuringRestore,
  restoreThatHasNotBegun,
  begunDemotionIsNoDemotion,
  fencedWithOneLeaseTable,
  lookBeforeTheRestoreIsLost,
  olderFileComesAfterTheProof,
  copiedWhileItIsRestored,
  lastLookBeforeASecondRestoreIsLost,
  fileBreaksOff,
  fileOfAnotherPair,
  emptyClusterWithoutMarker,
  emptyClusterBesideASilentOne,
  emptyClusterBeforeTheFirstFile,
  nameAfterAnOldPrimaryWasKept,
  olderFileWithNewerName,
  answerOfRestoreIsGarbled,
  pausedDuringRestore,
  pausedAfterItsSeal,
  silentAfterTheWayBack,
  pausedBeforeItsDemotion,
  parkedByHandAfterAKilledParking,
];

/** One story for each defect that the engine once had, and for each rule of what begins by itself. */
export const STORIES: readonly Story[] = [
  cutOffDuringDemotion,
  answerOfAnotherServer,
  automaticCoolDown,
  automaticFailbackIsNotAutomatic,
  automaticFenceOff,
  automaticFenceWithoutTakeover,
  automaticFenced,
  automaticFlapping,
  automaticHomeIsDown,
  automaticHomeReturns,
  automaticLossLimit,
  automaticOneObserver,
  automaticPaused,
  automaticPeeringCut,
  automaticRegionLost,
  automaticSilentWitness,
  contradictingReadAndAcceptedPrimary,
  corruptedTarget,
  dnsSwitchAfterKilledSwitchover,
  dnsSwitchAndOldPrimary,
  dnsSwitchDuringSwitchover,
  failoverLossLimit,
  failoverPastFullerCluster,
  failoverPastIncomparableCluster,
  failoverToOldPrimary,
  hangingPrimary,
  journalBeforeEarlyPromotion,
  leaseTableLostHalfWay,
  linkMovesNoClients,
  linkWaitsForProof,
  lossIncludesLag,
  rejoinWaitsForProof,
  nameDue,
  nameDueAndAnotherSet,
  nameDueAndHomeReturns,
  newestJournalEntry,
  oneContradictingRead,
  operationWithTooFewTables,
  operationsWithOneTableEach,
  otherReplicationSet,
  overrideCoversItsNameOnly,
  pausedProcessAfterTakeover,
  pausedProcessDuringLink,
  pausedProcessReadsAgain,
  primaryReturnsDuringWait,
  promotionDoesNotHoldAndLostWrites,
  promotionThatDoesNotHold,
  proofThatNeverComes,
  readWithoutTime,
  rejoinAnnouncesLoss,
  rejoinKeepsNewPrimary,
  sealedNodeRightAfterPrimary,
  secondaryStillHearsPrimary,
  shortSilence,
  switchoverBetweenTwoSecondaries,
  switchoverToOvertakenPrimary,
  timeForTheWayBack,
  targetSilentDuringCatchUp,
  twoPrimariesNeedAChoice,
  unequalMerkleRoots,
  unreadableJournal,
  unusableNodeBehindBalancer,
  walNumberWithoutRoot,
  ...POSTGRES_STORIES,
  ...SNAPSHOT_STORIES,
];
