import { InvalidArgumentError } from 'commander';
import { parseAccept } from '../../cli/commands/options';
import { isConsent } from '../../cli/operations/consent';
import { nextRequest } from '../../cli/operations/request';
import { refusalIn, parseRefused, type Refused } from '../../cli/operations/run-outcome';
import { outcomeDocument, renderOutcome, renderRefusal } from '../../cli/render/outcome';
import { cautions } from '../../cli/render/plan';
import { describeLoss } from '../../cli/render/phrases';
import { commandLine, type CommandOf } from '../../cli/render/command-line';
import { painter } from '../../cli/render/paint';
import { EXAMPLE } from '../../docs/generate/runbook/example';
import { ACCEPTANCES } from '../../functions/dr-operations/contract';
import type { ClusterReport, OperationResult } from '../../functions/dr-operations/result';
import type { LeftToDo, Objection } from '../../functions/dr-operations/steps';
import { PlanRefusedError } from '../../functions/shared/errors';
import { thrown } from '../helpers/errors';
import { OF_ENTERPRISE } from '../helpers/words-of-enterprise';

const plain = painter(false);
const commandOf: CommandOf = (request) => commandLine(EXAMPLE, request);
const SECONDARY: ClusterReport = {
  role: 'secondary',
  observation: {
    kind: 'up',
    mode: 'secondary',
    serving: false,
    state: 'stream-wals',
    clusterId: undefined,
    version: undefined,
    lastWal: undefined,
    lastRemoteWal: 7,
    merkleRoot: undefined,
    corruptedMerkleTree: false,
    connected: true,
    lastHeartbeat: '2026-01-01T00:00:00Z',
    secondaryId: undefined,
    knownSecondaries: [],
    serverTimeMs: Date.parse('2026-01-01T00:00:04Z'),
  },
};
const LOST: ClusterReport = { role: 'gone', observation: { kind: 'unreachable', cause: 'timeout' } };
const OBJECTIONS: readonly Objection[] = [
  { accept: 'unfenced-primary', reason: 'away still hears home', remedy: 'Fence home.' },
  { accept: 'loss', reason: 'writes would be lost', remedy: 'Bring home up.' },
];

const resultOf = (more: Partial<OperationResult> = {}): OperationResult => ({
  version: 1,
  operationId: '1',
  operation: 'failover',
  to: 'away',
  actor: 'jo',
  accept: [],
  region: 'eu-central-1',
  startedAt: '2026-01-01T00:10:00.000Z',
  durationMs: 1,
  outcome: 'planned',
  summary: 'no',
  steps: [],
  before: { home: LOST, away: SECONDARY },
  after: { home: LOST, away: SECONDARY },
  left: [],
  warnings: [],
  ...more,
});
const refusalOf = (objections: readonly Objection[], more: Partial<OperationResult> = {}): Refused => {
  const plan = {
    kind: 'refuse',
    refusal: 'needs-acceptance',
    reason: 'away still hears home',
    remedy: 'Fence home.',
    objections,
  } as const;
  const refused = refusalIn({ kind: 'result', result: resultOf({ plan, ...more }) });
  if (!refused) throw new Error('it refuses');
  return refused;
};

describe('--accept', () => {
  it('takes several names, repeated or separated by commas, and keeps each once', () => {
    expect(parseAccept('loss, part-lease', ['loss'])).toEqual(['loss', 'part-lease']);
  });

  it.each(['', 'force', 'loss,everything'])('refuses "%s" and lists the names there are', async (text) => {
    const error = await thrown(() => parseAccept(text));
    expect(error).toBeInstanceOf(InvalidArgumentError);
    for (const name of ACCEPTANCES) expect(error.message).toContain(name);
  });
});

describe('a refusal', () => {
  it('shows each check that objects, when the other cluster was last heard, and the command that accepts exactly those', () => {
    const text = renderRefusal({ operation: 'failover' }, refusalOf(OBJECTIONS), plain, commandOf);
    expect(text.split('\n')).toEqual([
      'failover refused, nothing was changed. These checks object:',
      '  unfenced-primary: away still hears home. Fence home.',
      '  loss: writes would be lost. Bring home up.',
      '  away last heard home 4 s ago.',
      "  To accept exactly this: vault-dr failover prod --accept unfenced-primary,loss --reason '…'",
    ]);
  });

  it('repeats in that command what was already accepted, and the reason', () => {
    const request = { operation: 'failover', accept: ['vault-force'], reason: 'it burns' } as const;
    expect(renderRefusal(request, refusalOf(OBJECTIONS.slice(1)), plain, commandOf)).toContain(
      "vault-dr failover prod --accept vault-force,loss --reason 'it burns'",
    );
  });

  it('names no command if accepting does not help', () => {
    expect(renderRefusal({ operation: 'failover' }, refusalOf([]), plain, commandOf)).not.toContain('--accept');
  });

  it('shows what a rejoin would discard', () => {
    const possibleLoss = { kind: 'counted', wals: 12, since: '2026-01-01T00:00:00Z', isUpperBound: true } as const;
    const refused = refusalOf(OBJECTIONS.slice(1), { operation: 'rejoin', possibleLoss });
    expect(renderRefusal({ operation: 'rejoin' }, refused, plain, commandOf)).toContain(
      '  Discards: at most 12 WALs since 2026-01-01T00:00:00Z',
    );
  });

  it('is parsed from the error message of a Lambda', () => {
    const error = new PlanRefusedError({
      refusal: 'needs-acceptance',
      reason: 'away still hears home',
      remedy: 'Fence home.',
      needs: ['unfenced-primary', 'loss'],
    });
    expect(parseRefused(error.name, error.message)).toEqual({
      kind: 'refused',
      errorType: 'PlanRefusedError',
      message: 'away still hears home. Fence home.',
      needs: ['unfenced-primary', 'loss'],
    });
  });

  it('has the command in its document too', () => {
    expect(
      outcomeDocument({ request: { operation: 'failover' }, outcome: refusalOf(OBJECTIONS) }, commandOf),
    ).toMatchObject({
      outcome: 'refused',
      needs: ['unfenced-primary', 'loss'],
      command: "vault-dr failover prod --accept unfenced-primary,loss --reason '…'",
    });
  });
});

describe('consent', () => {
  it.each([
    ['accept', true],
    ['loss unfenced-primary', true],
    ['unfenced-primary, loss', true],
    ['loss', false],
    ['y', false],
    ['yes', false],
    ['', false],
    ['loss unfenced-primary vault-force', false],
  ])('to unfenced-primary and loss is "%s": %s', (answer, expected) => {
    expect(isConsent(answer, ['unfenced-primary', 'loss'])).toBe(expected);
  });
});

describe('an operation that stopped half-way', () => {
  const partial = (more: Partial<OperationResult>): OperationResult =>
    resultOf({ operation: 'switchover', outcome: 'partial', ...more });

  it('names one command that continues it, with the checks to accept', () => {
    const error = {
      type: 'PlanRefusedError',
      message: 'away may lack writes. Decide. [accept: loss]',
      needs: ['loss'],
    } as const;
    const outcome = { kind: 'result', result: partial({ left: ['failover'], error }) } as const;
    const text = renderOutcome(EXAMPLE, { request: { operation: 'switchover' }, outcome }, plain, commandOf);
    expect(text).toContain('switchover stopped half-way: away may lack writes. Decide.\n');
    expect(text.match(/vault-dr /g)).toHaveLength(1);
    expect(text).toContain("Continue with: vault-dr failover prod --accept loss --reason '…'");
  });

  it('continues towards the cluster that was promoted again', () => {
    const promote = { kind: 'promote', cause: 'undo', reason: '', startMs: 0, durationMs: 1, outcome: 'done' } as const;
    const steps = [
      { ...promote, cluster: 'away' },
      { ...promote, cluster: 'home' },
    ] as const;
    expect(nextRequest({ operation: 'switchover' }, partial({ left: ['failover'], steps }))).toEqual({
      operation: 'failover',
      to: 'home',
      reason: '…',
    });
  });

  it('continues with a rejoin after it was undone without a link, and accepts nothing for it', () => {
    const request = { operation: 'failover', reason: 'it burns', accept: ['vault-force'] } as const;
    expect(nextRequest(request, partial({ left: ['rejoin'] }))).toEqual({ operation: 'rejoin', reason: 'it burns' });
  });

  it('otherwise continues with the same request', () => {
    const request = { operation: 'failover', reason: 'it burns', accept: ['loss'] } as const;
    expect(nextRequest(request, partial({}))).toEqual(request);
  });
});

describe('a failover whose weights Route 53 refused', () => {
  it('says that the health checks lead the clients, and how it is finished', () => {
    const text = 'The health checks lead the clients to away. Run dns-switch when Route 53 takes changes.';
    const result = resultOf({
      outcome: 'done',
      summary: 'away is primary and the health checks lead the clients to it',
      weights: { home: 255, away: 0 },
      left: ['confirm-dns'],
      warnings: [{ kind: 'led-by-health', cluster: 'away', text }],
    });
    const request = { operation: 'failover', to: 'away' } as const;
    const shown = renderOutcome(EXAMPLE, { request, outcome: { kind: 'result', result } }, plain, commandOf);
    expect(shown).toContain('Clients: away, by the health checks (home 255, away 0)');
    expect(shown).toContain(`Warning: ${text}`);
    expect(shown).toContain('Left to do: check whether every name server has the change');
  });
});

describe('describeLoss', () => {
  it.each([
    [{ kind: 'none' }, 'none'],
    [{ kind: 'unknown' }, 'not known'],
    [{ kind: 'counted', wals: 3, isUpperBound: true }, 'at most 3 WALs'],
    [{ kind: 'counted', wals: 3, isUpperBound: false }, '3 WALs, and what is written until then'],
    [
      { kind: 'since', since: '', seconds: 9, isUpperBound: true },
      'at most writes that were acknowledged in the last 9 s',
    ],
    [
      { kind: 'since', since: '', seconds: 9, isUpperBound: false },
      'writes that were acknowledged in the last 9 s, or shortly before: no upper bound',
    ],
  ] as const)('says whether %j is a bound', (loss, words) => {
    expect(describeLoss(loss)).toBe(words);
  });
});

describe('cautions', () => {
  const HEALTHY: ClusterReport = {
    role: 'primary',
    observation: { ...SECONDARY.observation, mode: 'primary', serving: true } as ClusterReport['observation'],
  };

  it('say before a failover that a cluster that cannot be reached may still serve clients', () => {
    expect(cautions(EXAMPLE, resultOf())).toEqual([
      'home cannot be reached from here, but may still serve clients that reach it. Fence it if you can, for example ' +
        'with a security group.',
    ]);
  });

  it('name the switchover when the old primary is healthy', () => {
    expect(cautions(EXAMPLE, resultOf({ before: { home: HEALTHY, away: SECONDARY } }))).toEqual([
      `home is healthy. A switchover loses nothing: vault-dr switchover ${EXAMPLE.name}`,
    ]);
  });

  it('are none before a switchover', () => {
    expect(cautions(EXAMPLE, resultOf({ operation: 'switchover' }))).toEqual([]);
  });
});

describe('what is left to do', () => {
  const all: Readonly<Record<LeftToDo, true>> = {
    'switch-dns': true,
    'make-replica': true,
    upgrade: true,
    'check-link': true,
    'restart-servers': true,
    rejoin: true,
    'confirm-dns': true,
    'await-stream-wals': true,
    switchover: true,
    failover: true,
  };

  it.each(['snapshot', 'postgres'] as const)(
    'is said without a word of Vault Enterprise to a pair on %s',
    (replication) => {
      const result = resultOf({ outcome: 'done', left: Object.keys(all) as LeftToDo[] });
      const ended = { request: { operation: 'failover' }, outcome: { kind: 'result', result } } as const;
      const text = renderOutcome({ ...EXAMPLE, replication }, ended, plain, commandOf);
      expect(text.match(/Left to do/g)).toHaveLength(Object.keys(all).length);
      expect(text.split('\n').filter((line) => OF_ENTERPRISE.test(line))).toEqual([]);
    },
  );
});
