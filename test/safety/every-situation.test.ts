import { otherCluster } from '../../functions/shared/contract';
import type { Plan } from '../../functions/dr-operations/steps';
import { combinations, type Combination } from './combinations';
import * as promises from './promises';
import type { Planned } from './promises';

const MOST_TOLD = 10;

const words = ({ home, away, weights, token, history, lease, accepting, asked }: Combination): string =>
  `${asked.operation}${accepting ? ` accepting ${asked.accept.join()}` : ''}: home ${home}, away ${away}, ${weights}, token ${token}, ${history}, lease ${lease}`;

type Rule = (situation: Combination) => boolean;

/** A rule for each step, given those that come before its round. */
const eachStep =
  (rule: (planned: Planned) => boolean): Rule =>
  (situation) =>
    situation.planned.kind !== 'act' ||
    situation.planned.rounds.every((round, index, rounds) =>
      round.every((step) => rule({ step, before: rounds.slice(0, index).flat(), situation })),
    );

function speaks({ planned }: Combination): boolean {
  if (planned.kind === 'act') return planned.rounds.flat().every(({ reason }) => reason.length > 0);
  if (planned.kind === 'done') return planned.reason.length > 0;
  return planned.reason.length > 0 && (planned.remedy.length > 0 || planned.refusal === 'token-unusable');
}

/** What objects, of a plan that refuses for it or acts all the same. */
const objectionsOf = (planned: Plan): readonly { readonly accept: string }[] =>
  (planned.kind === 'refuse' ? planned.objections : planned.kind === 'act' ? planned.accepted : undefined) ?? [];

/** Whoever accepts all that a refusal names is not refused for the want of a word again. */
function namesAllAtOnce({ accepting, asked, planned }: Combination): boolean {
  if (!accepting || planned.kind !== 'refuse') return true;
  return objectionsOf(planned).every(({ accept }) => (asked.accept as readonly string[]).includes(accept));
}

/** A plan that acts says what objected and was accepted, and nothing that nobody accepted. */
const listsAccepted: Rule = ({ asked, planned }) =>
  planned.kind !== 'act' ||
  objectionsOf(planned).every(({ accept }) => (asked.accept as readonly string[]).includes(accept));

/** Vault's own force is only for an operator who named it, or to give a role back. */
const forcesOnWord: Rule = eachStep(
  ({ step, situation: { asked, world: seen } }) =>
    step.kind !== 'promote' ||
    !step.force ||
    asked.accept.includes('vault-force') ||
    step.cluster !== asked.to ||
    // It was the primary of both, as the journal says.
    (seen.promotion?.cluster === step.cluster && seen.promotion.proof !== 'due') ||
    seen.unfinished?.to === otherCluster(step.cluster),
);

const RULES: Readonly<Record<string, Rule>> = {
  'decides, says why, and says what lifts a refusal': speaks,
  'names all that objects at once': namesAllAtOnce,
  'lists what objected and was accepted': listsAccepted,
  "sends Vault's own force only on the operator's word": forcesOnWord,
  'promotes nobody beside what may be a primary': eachStep(promises.keepsOnePrimary),
  'gives the name to nobody who is neither primary nor promoted first': eachStep(promises.givesNameToPrimary),
  'changes nothing where all is as asked': eachStep(promises.leavesAlone),
  'changes no role where another operation may act': eachStep(promises.keepsOthersOut),
  'moves the name in a switchover behind the proof alone': eachStep(promises.movesNameBehindProof),
  'begins a switchover with a secondary that follows closely': eachStep(promises.beginsWithFollower),
  'bounds what a failover may lose': eachStep(promises.boundsLoss),
  'overwrites nothing that may be on one cluster alone': eachStep(promises.discardsNothing),
  'waits for no cluster that is dead': eachStep(promises.waitsForNobody),
  'sends the clients to no primary of former days': eachStep(promises.keepsOldPrimaryAway),
};

describe('the planner, in every situation', () => {
  const broken = new Map<string, string[]>();
  const met = new Map<string, number>();

  beforeAll(() => {
    for (const situation of combinations()) {
      const { operation } = situation.asked;
      if (situation.planned.kind === 'act') met.set(operation, (met.get(operation) ?? 0) + 1);
      for (const [name, rule] of Object.entries(RULES)) {
        if (rule(situation)) continue;
        const told = broken.get(name) ?? [];
        if (told.length < MOST_TOLD) broken.set(name, [...told, words(situation)]);
      }
    }
  });

  it.each(Object.keys(RULES))('%s', (name) => {
    expect(broken.get(name) ?? []).toEqual([]);
  });

  it('acts in some situations of each operation, so that the rules were asked', () => {
    expect([...met.keys()].sort()).toEqual(['dns-switch', 'failback', 'failover', 'link', 'rejoin', 'switchover']);
  });
});
