import type { OperationResult } from '../../../functions/dr-operations/result';
import { otherCluster, type ClusterName } from '../../../functions/shared/contract';
import type { SimWorld } from '../sim-world';
import { besideAPrimary } from './beside-a-primary';
import { cutsNothingUnseen, demotesTheLicensed, linksDownward } from './binary-rules';
import { isDone } from './done-rules';
import { promotesAnotherSet, promotesDamaged } from './force-rules';
import { isAnnounced, leadsToLess, overwrites, passesOver } from './loss-rules';
import type { Act, Promotion, Rules } from './rules';
import { broken, excuse, type Passing, type Seen, type Verdict } from './seen';

/** A switchover waits this long for a demoted cluster that is silent. Afterwards a person decides. */
const WAITS_FOR_PROOF_MS = 9_500;
const SLOW_ANSWER_MS = 1_100;

/** The rules of DR replication of Vault Enterprise. */
export class EnterpriseRules implements Rules {
  constructor(private readonly world: SimWorld) {}

  besideAPrimary = (act: Promotion, name: ClusterName): Verdict => besideAPrimary(this.world, act, name);

  promotes = (act: Promotion, name: ClusterName): readonly Verdict[] => [
    promotesDamaged(this.world, act, name),
    promotesAnotherSet(this.world, act, name),
  ];

  passesOver = (act: Act, name: ClusterName): Verdict => passesOver(this.world, act, name);
  isAnnounced = (seen: Seen, passing: Passing): Verdict => isAnnounced(this.world, seen, passing);
  demotes = (seen: Seen, name: ClusterName): Verdict => demotesTheLicensed(this.world, seen, name);

  links(act: Act, follower: ClusterName, address: string): { others: readonly Verdict[]; loss: Verdict } {
    const isItself = address === `https://${otherCluster(follower)}.test`;
    return {
      others: [
        isItself
          ? undefined
          : broken(`${follower} is linked to ${address}, which is not the address of the primary itself`),
        linksDownward(this.world, follower),
        cutsNothingUnseen(this.world, act.seen, follower),
      ],
      loss: overwrites(this.world, act, follower),
    };
  }

  leadsToLess = (act: Act, active: ClusterName): Verdict => leadsToLess(this.world, act, active);
  isDone = (result: OperationResult): Verdict => isDone(this.world, result);
  ends = (): readonly Verdict[] => [];

  endsUndecided(): Verdict {
    const { lastResult, habits } = this.world;
    if (lastResult?.error?.refusal !== 'proof-missing' || habits.demoteMs + SLOW_ANSWER_MS < WAITS_FOR_PROOF_MS) return;
    return excuse('a restart takes as long as a switchover waits for its proof');
  }
}
