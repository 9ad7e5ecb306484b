import { otherCluster } from '../../functions/shared/contract';
import type { Plan } from '../../functions/dr-operations/steps';
import { combinations, type Combination } from './combinations';
import * as promises from './promises';
import type { Planned } from './promises';

const MOST_TOLD = 10;

const words = ({ home, away, weights, token, history, lease, accepting, asked }: Combination): string =>
  `${asked.operation}${accepting ? ` accepting ${asked.accept.join()}` : ''}: home ${home}, away ${away}, ${weights}, token ${token}, ${history}, lease ${lease}`;

type Rule = (situation: Combination) => boolean;

/** A rule for each step, given the steps of earlier rounds. */
const eachStep =
  (rule: (planned: Planned) => boolean): Rule =>
  (situation) =>
    situation.planned.kind !== 'act' ||
    situation.planned.rounds.every((round, index, rounds) =>
      round.every((step) => rule({ step, before: rounds.slice(0, index).flat(), situation })),
    );

function hasReasons({ planned }: Combination): boolean {
  if (planned.kind === 'act') return planned.rounds.flat().every(({ reason }) => reason.length > 0);
  if (planned.kind === 'done') return planned.reason.length > 0;
  return planned.reason.length > 0 && (planned.remedy.length > 0 || planned.refusal === 'token-unusable');
}

/** The checks that object, in a plan that refuses or acts. */
const objectionsOf = (planned: Plan): readonly { readonly accept: string }[] =>
  (planned.kind === 'refuse' ? planned.objections : planned.kind === 'act' ? planned.accepted : undefined) ?? [];

/** Whether accepting all checks that a refusal names is enough. */
function namesAllAtOnce({ accepting, asked, planned }: Combination): boolean {
  if (!accepting || planned.kind !== 'refuse') return true;
  return objectionsOf(planned).every(({ accept }) => (asked.accept as readonly string[]).includes(accept));
}

/** Whether a plan that acts lists exactly the checks that objected and were accepted. */
const listsAccepted: Rule = ({ asked, planned }) =>
  planned.kind !== 'act' ||
  objectionsOf(planned).every(({ accept }) => (asked.accept as readonly string[]).includes(accept));

/** Vault's own force is sent only if the operator accepted it, or to promote the old primary again. */
const forcesOnWord: Rule = eachStep(
  ({ step, situation: { asked, world: seen } }) =>
    step.kind !== 'promote' ||
    !step.force ||
    asked.accept.includes('vault-force') ||
    step.cluster !== asked.to ||
    // It was the primary, as the journal says.
    (seen.promotion?.cluster === step.cluster && seen.promotion.proof !== 'due') ||
    seen.unfinished?.to === otherCluster(step.cluster),
);

const RULES: Readonly<Record<string, Rule>> = {
  'gives a reason for each decision and a remedy for each refusal': hasReasons,
  'names all checks that object at once': namesAllAtOnce,
  'lists the checks that objected and were accepted': listsAccepted,
  "sends Vault's own force only if the operator accepted it": forcesOnWord,
  'promotes no cluster beside a possible primary': eachStep(promises.keepsOnePrimary),
  'gives the name only to a primary or to a cluster that is promoted first': eachStep(promises.givesNameToPrimary),
  'changes nothing if everything is as requested': eachStep(promises.leavesAlone),
  'changes no role if another operation may run': eachStep(promises.keepsOthersOut),
  'moves the name in a switchover only after the proof': eachStep(promises.movesNameBehindProof),
  'begins a switchover with a secondary that follows closely': eachStep(promises.beginsWithFollower),
  'bounds what a failover may lose': eachStep(promises.boundsLoss),
  'overwrites no cluster that may have writes of its own': eachStep(promises.discardsNothing),
  'does not wait for a dead cluster': eachStep(promises.waitsForNobody),
  'fences by a demotion alone, and only one of two primaries': eachStep(promises.fencesOneOfTwo),
  'does not move the clients to an old primary': eachStep(promises.keepsOldPrimaryAway),
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

  it('acts in some situations of each operation, so that the rules were applied', () => {
    expect([...met.keys()].sort()).toEqual([
      'dns-switch',
      'failback',
      'failover',
      'fence',
      'link',
      'rejoin',
      'switchover',
    ]);
  });
});
