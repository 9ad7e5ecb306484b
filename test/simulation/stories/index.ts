import { story as aCorruptedClusterIsNotSwitchedTo } from './a-corrupted-cluster-is-not-switched-to';
import { story as aFailoverHasABound } from './a-failover-has-a-bound';
import { story as aLinkMovesNobody } from './a-link-moves-nobody';
import { story as aLookThatWasCutShortSaysNothing } from './a-look-that-was-cut-short-says-nothing';
import { story as aLostTableStopsNothingHalfWay } from './a-lost-table-stops-nothing-half-way';
import { story as aNodeThatCannotServeOverrulesNobody } from './a-node-that-cannot-serve-overrules-nobody';
import { story as aPrimaryThatHangsCostsOneTry } from './a-primary-that-hangs-costs-one-try';
import { story as aPrimaryThatIsBackIsSeen } from './a-primary-that-is-back-is-seen';
import { story as aPromotionAheadIsWrittenDownFirst } from './a-promotion-ahead-is-written-down-first';
import { story as aPromotionThatDoesNotHoldIsNone } from './a-promotion-that-does-not-hold-is-none';
import { story as aProofThatNeverComesIsNone } from './a-proof-that-never-comes-is-none';
import { story as aRejoinKeepsTheOneThatTookOver } from './a-rejoin-keeps-the-one-that-took-over';
import { story as aRejoinSaysWhatItDiscards } from './a-rejoin-says-what-it-discards';
import { story as aSecondaryThatHearsItsPrimaryIsAsked } from './a-secondary-that-hears-its-primary-is-asked';
import { story as anOldPrimaryGetsNoClients } from './an-old-primary-gets-no-clients';
import { story as anOverrideLiftsWhatItNames } from './an-override-lifts-what-it-names';
import { story as anUnreadJournalMayTellOfAProof } from './an-unread-journal-may-tell-of-a-proof';
import { story as anotherSetsDataIsAskedFor } from './another-sets-data-is-asked-for';
import { story as backIsWhereItCameFrom } from './back-is-where-it-came-from';
import { story as nobodyIsPassedOver } from './nobody-is-passed-over';
import { story as oneLookUndoesNothing } from './one-look-undoes-nothing';
import { story as oneNumberIsNoProof } from './one-number-is-no-proof';
import { story as silenceHasToStand } from './silence-has-to-stand';
import { story as somebodyElseMayHideAPrimary } from './somebody-else-may-hide-a-primary';
import { story as theNameDoesNotFollowAnOldPrimary } from './the-name-does-not-follow-an-old-primary';
import { story as theNameIsNoProof } from './the-name-is-no-proof';
import { story as theNameWaitsForTheProof } from './the-name-waits-for-the-proof';
import { story as theNameWaitsForWhoWasKilled } from './the-name-waits-for-who-was-killed';
import { story as theNewestJournalCounts } from './the-newest-journal-counts';
import { story as theWayThereAndBackFits } from './the-way-there-and-back-fits';
import { story as twoLeasesAlwaysMeet } from './two-leases-always-meet';
import { story as unequalRootsProveNothing } from './unequal-roots-prove-nothing';
import { story as whichPrimaryToKeepIsAsked } from './which-primary-to-keep-is-asked';
import { story as whoSleptKnowsNothingFresh } from './who-slept-knows-nothing-fresh';
import { story as whoSleptLooksAgain } from './who-slept-looks-again';
import type { Story } from './story';

/** What went wrong once, each told on purpose. */
export const STORIES: readonly Story[] = [
  aCorruptedClusterIsNotSwitchedTo,
  aFailoverHasABound,
  aLinkMovesNobody,
  aLookThatWasCutShortSaysNothing,
  aLostTableStopsNothingHalfWay,
  aNodeThatCannotServeOverrulesNobody,
  aPrimaryThatHangsCostsOneTry,
  aPrimaryThatIsBackIsSeen,
  aPromotionAheadIsWrittenDownFirst,
  aPromotionThatDoesNotHoldIsNone,
  aProofThatNeverComesIsNone,
  aRejoinKeepsTheOneThatTookOver,
  aRejoinSaysWhatItDiscards,
  aSecondaryThatHearsItsPrimaryIsAsked,
  anOldPrimaryGetsNoClients,
  anOverrideLiftsWhatItNames,
  anUnreadJournalMayTellOfAProof,
  anotherSetsDataIsAskedFor,
  backIsWhereItCameFrom,
  nobodyIsPassedOver,
  oneLookUndoesNothing,
  oneNumberIsNoProof,
  silenceHasToStand,
  somebodyElseMayHideAPrimary,
  theNameDoesNotFollowAnOldPrimary,
  theNameIsNoProof,
  theNameWaitsForTheProof,
  theNameWaitsForWhoWasKilled,
  theNewestJournalCounts,
  theWayThereAndBackFits,
  twoLeasesAlwaysMeet,
  unequalRootsProveNothing,
  whichPrimaryToKeepIsAsked,
  whoSleptKnowsNothingFresh,
  whoSleptLooksAgain,
];
