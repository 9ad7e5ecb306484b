import { judge, type PendingChange } from '../../../../../functions/dr-operations/replication/enterprise/judge';
import type { ClusterObservation } from '../../../../../functions/shared/cluster-observation';
import { BadAnswerError, NoAnswerError, VaultResponseError } from '../../../../../functions/shared/errors';
import { primary, secondary } from '../../worlds';

const lost = (mayHaveEffect: boolean, cause: 'reset' | 'timeout' = 'reset'): NoAnswerError =>
  new NoAnswerError('https://away.test', 'promote', cause, mayHaveEffect);
const refusal = (status: number, ...errors: string[]): VaultResponseError =>
  new VaultResponseError('https://away.test', 'promote', status, errors);
const restarting: ClusterObservation = { kind: 'unreachable', cause: 'reset' };
const silent: ClusterObservation = { kind: 'unreachable', cause: 'timeout' };

/** A promotion, called at 0 with a limit of 8 s, that may be repeated after 3 s. */
const promotion: Omit<PendingChange, 'looks'> = {
  calledAt: 0,
  wanted: 'primary',
  callTimeoutMs: 8_000,
  repeatAfterMs: 3_000,
  isLost: () => false,
};
/** A demotion that is not repeated, of a cluster that is given up when it is unreachable. */
const demotion: Omit<PendingChange, 'looks'> = {
  calledAt: 0,
  wanted: 'secondary',
  callTimeoutMs: 3_000,
  isLost: (seen) => seen.kind === 'unreachable' && seen.cause === 'timeout',
};

type Seen = readonly [at: number, seen: ClusterObservation];

interface Case {
  readonly it: string;
  readonly asked?: Omit<PendingChange, 'looks'>;
  readonly answer?: PendingChange['answer'];
  readonly answeredAt?: number;
  readonly looks?: readonly Seen[];
  readonly now: number;
  readonly isOver?: boolean;
  readonly says: string | undefined;
}

const CASES: readonly Case[] = [
  { it: 'takes the answer of Vault', answer: 'accepted', now: 10, says: 'accepted' },
  { it: 'takes a plain refusal', answer: refusal(403, 'permission denied'), now: 10, says: 'refused' },
  { it: 'takes "catching up" for a refusal', answer: refusal(503, 'still catching up'), now: 10, says: 'refused' },
  { it: 'takes a request that never left for one', answer: lost(false), now: 10, says: 'refused' },
  {
    it: 'takes a foreign certificate for one',
    answer: new BadAnswerError('https://away.test', 'promote', 'certificate'),
    now: 10,
    says: 'refused',
  },
  { it: 'waits while nothing is known', now: 10, says: undefined },
  { it: 'waits for a look after an answer that got lost', answer: lost(true), answeredAt: 5, now: 10, says: undefined },
  { it: 'waits for a second look at the new role', looks: [[500, primary()]], now: 500, says: undefined },
  {
    it: 'believes two looks in a row at the new role, without any answer',
    looks: [
      [500, primary()],
      [550, primary()],
    ],
    now: 550,
    says: 'accepted',
  },
  {
    it: 'believes no two looks with another word between them',
    looks: [
      [500, primary()],
      [550, secondary()],
      [600, primary()],
    ],
    now: 600,
    says: undefined,
  },
  { it: 'waits for a cluster that restarts', looks: [[500, restarting]], now: 500, says: undefined },
  { it: 'does not know when the time is over', looks: [[500, restarting]], now: 30_000, isOver: true, says: 'unknown' },
  { it: 'waits for a call that still may be taken', looks: [[2_000, secondary()]], now: 2_000, says: undefined },
  {
    it: 'lets a promotion that hangs be asked for again',
    looks: [
      [3_000, secondary()],
      [3_050, secondary()],
    ],
    now: 3_050,
    says: 'refused',
  },
  {
    it: 'waits for a lost answer to take effect',
    answer: lost(true),
    answeredAt: 100,
    looks: [[3_900, secondary()]],
    now: 3_900,
    says: undefined,
  },
  {
    it: 'takes the old role for a refusal after that',
    answer: lost(true),
    answeredAt: 100,
    looks: [
      [4_000, secondary()],
      [4_050, secondary()],
    ],
    now: 4_050,
    says: 'refused',
  },
  {
    it: 'takes two looks at the old role after an error of Vault at once',
    answer: refusal(500, 'internal error'),
    answeredAt: 100,
    looks: [
      [150, secondary()],
      [170, secondary()],
    ],
    now: 170,
    says: 'refused',
  },
  {
    it: 'takes no look from before the error for it',
    answer: refusal(500, 'internal error'),
    answeredAt: 100,
    looks: [
      [50, secondary()],
      [150, secondary()],
    ],
    now: 150,
    says: undefined,
  },
  {
    it: 'waits for a demotion that hangs, longer than for its call',
    asked: demotion,
    looks: [[4_900, primary()]],
    now: 4_900,
    says: undefined,
  },
  {
    it: 'gives a demotion that hangs up in the end',
    asked: demotion,
    looks: [
      [5_000, primary()],
      [5_050, primary()],
    ],
    now: 5_050,
    says: 'refused, finally',
  },
  {
    it: 'gives it up for good where its call ended in silence',
    asked: demotion,
    answer: lost(true, 'timeout'),
    answeredAt: 3_000,
    looks: [
      [5_000, primary()],
      [5_050, primary()],
    ],
    now: 5_050,
    says: 'refused, finally',
  },
  {
    it: 'does not wait for a cluster that is lost',
    asked: demotion,
    looks: [[1_000, silent]],
    now: 1_000,
    says: 'unknown',
  },
];

describe('judge', () => {
  it.each(CASES)('$it', ({ asked = promotion, answer, answeredAt, looks = [], now, isOver = false, says }) => {
    const all: PendingChange = {
      ...asked,
      ...(answer !== undefined && { answer, answeredAt: answeredAt ?? now }),
      looks: looks.map(([at, seen]) => ({ at, seen })),
    };
    const verdict = judge(all, now, isOver);
    const isFinal = verdict?.kind === 'refused' && verdict.isFinal === true;
    expect(isFinal ? `${verdict.kind}, finally` : verdict?.kind).toBe(says);
  });
});
