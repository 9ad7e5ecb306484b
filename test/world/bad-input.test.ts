import type { Fault } from '../local/vault';
import type { World } from '../local/world';
import { inParallel, withWorlds } from './in-parallel';
import { MATRIX_MS, TEST_MS } from './limits';
import { refusalOf, snapshot } from './operate';
import { shareWorld } from './shared-world';

jest.setTimeout(TEST_MS);

const shared = shareWorld();

/** Invokes dr-operations in the region of away, and compares the whole world before and after. */
async function invoke(world: World, event: object): Promise<{ refusal: string; before: object; after: object }> {
  const state = async (): Promise<object> => {
    return { ...(await snapshot(world)), journal: await world.regions.away.journal() };
  };
  const before = await state();
  const refusal = await refusalOf(world, 'away', event);
  return { refusal, before, after: await state() };
}

/** Invokes dr-operations, which has to change nothing. @returns the message of the refusal */
async function refused(event: object): Promise<string> {
  const { refusal, before, after } = await invoke(shared.current, event);
  expect(after).toEqual(before);
  return refusal;
}

const FAILOVER = { operation: 'failover', reason: 'test' };
const SWITCHOVER = { operation: 'switchover' };

describe('a malformed event', () => {
  it.each([
    [{ operation: 'fail-over' }, /operation.*Give \{"operation": "status" \|/],
    [{}, /operation.*Give \{"operation"/],
    [{ operation: 'failover' }, /^failover needs a reason\. Add "reason"/],
    [{ operation: 'switchover', accept: ['loss'] }, /^"accept" needs a reason\./],
    [
      { operation: 'switchover', force: true },
      /^"force" .* Name the checks that you accept in "accept": unfenced-primary/,
    ],
    [{ operation: 'failback', to: 'away' }, /^A failback always leads to home\. Leave out "to"/],
    [{ operation: 'switchover', too: 'home' }, /too.*Give/],
    [{ operation: 'switchover', to: 'nowhere' }, /to.*Give/],
  ])('%j is refused with a message that says what to give', async (event, message) => {
    expect(await refused(event)).toMatch(message);
  });
});

describe('a missing variable', () => {
  it('is named in the refusal', async () => {
    const putBack = await shared.current.regions.away.unsetVariable('dr-operations', 'HOSTED_ZONE_IDS');
    try {
      expect(await refused(SWITCHOVER)).toMatch(/HOSTED_ZONE_IDS/);
    } finally {
      await putBack();
    }
  });
});

describe('a DR operation token', () => {
  let good: string;
  beforeAll(async () => {
    good = await shared.current.regions.away.secret();
  });
  afterEach(() => shared.current.regions.away.putSecret(good));

  it.each([
    ['is no JSON', 'hvb.not-json', /^The DR operation token is malformed: the value of the secret is not JSON\./],
    [
      'lacks its times',
      '{"token":"hvb.AAAAAAAAAAAA"}',
      /^The DR operation token is malformed: .* lacks a usable issuedAt/,
    ],
    ['is empty', '{}', /^The DR operation token is malformed: .* lacks a usable token/],
  ])('that %s is refused and is not part of the message', async (_, text, message) => {
    await shared.current.regions.away.putSecret(text);
    const refusal = await refused(SWITCHOVER);
    expect(refusal).toMatch(message);
    expect(refusal).toMatch(/Invoke dr-operation-token-gen/);
    expect(refusal).not.toContain('hvb.');
  });

  it('that has expired is refused', async () => {
    const value = JSON.parse(good) as object;
    await shared.current.regions.away.putSecret(JSON.stringify({ ...value, expiresAt: '2026-01-01T00:00:00.000Z' }));
    expect(await refused(SWITCHOVER)).toMatch(
      /^The DR operation token is expired: it ended at 2026-01-01T00:00:00\.000Z\. Invoke/,
    );
  });
});

describe('the records of the client name', () => {
  it('stop a switchover when one is missing', async () => {
    const { zone, clientName } = shared.current;
    const records = await zone.find(clientName);
    await zone.remove(records.slice(0, 1));
    try {
      expect(await refused(SWITCHOVER)).toMatch(/has no weighted record .* Apply the stack again/);
    } finally {
      await zone.upsert(records);
    }
  });

  it('stay unchanged when their weights were edited by hand', async () => {
    await shared.current.setWeights({ home: 128, away: 128 });
    expect(await refused(SWITCHOVER)).toBe(
      'The weights of the client name were edited by hand (home 128, away 128). ' +
        'Set them to 255 and 0 by hand. [accept: foreign-weights]',
    );
  });
});

const ODD: readonly [string, Fault, string][] = [
  ['HTML', { kind: 'html' }, 'not-json'],
  ['HTML with status 200', { kind: 'html', status: 200 }, 'not-json'],
  ['half a JSON', { kind: 'half-json' }, 'not-json'],
  ['a redirect', { kind: 'redirect', to: 'https://127.0.0.1:1' }, 'redirect'],
  ['a wrong certificate', { kind: 'wrong-certificate' }, 'certificate'],
];

const CLUSTERS = ['home', 'away'] as const;
const CASES = CLUSTERS.flatMap((cluster) =>
  ODD.flatMap(([, fault]) => [SWITCHOVER, FAILOVER].map((event) => ({ cluster, fault, event }))),
);
type Outcome = Awaited<ReturnType<typeof invoke>>;

describe('an address that does not answer like Vault', () => {
  let outcomes: readonly Outcome[];
  // The engine waits some seconds before it refuses, so the cases run in several worlds at once.
  beforeAll(async () => {
    outcomes = await withWorlds(2, (more) => inParallel([shared.current, ...more], CASES, runCase));
  }, MATRIX_MS);

  async function runCase(world: World, { cluster, fault, event }: (typeof CASES)[number]): Promise<Outcome> {
    await world.reset();
    await world.pair[cluster].inject(fault);
    return invoke(world, event).catch((error: unknown) => ({ refusal: String(error), before: {}, after: {} }));
  }

  /** The message of the refusal of a case, after a check that nothing changed. */
  function refusalIn(cluster: 'home' | 'away', fault: Fault, event: object): string {
    const index = CASES.findIndex((each) => each.cluster === cluster && each.fault === fault && each.event === event);
    const { refusal, before, after } = outcomes[index] ?? { refusal: 'the case did not run', before: {}, after: {} };
    expect(after).toEqual(before);
    return refusal;
  }

  describe.each(CLUSTERS)('%s', (cluster) => {
    it.each(ODD)('that answers with %s stops a switchover', (_, fault, problem) => {
      const refusal = refusalIn(cluster, fault, SWITCHOVER);
      expect(refusal).toMatch(new RegExp(`^${cluster} .*\\(?${problem}\\)?`));
      expect(refusal).toMatch(/Correct its address, or what answers there\.$/);
    });

    it.each(ODD)('that answers with %s stops a failover', (_, fault) => {
      expect(refusalIn(cluster, fault, FAILOVER)).toMatch(
        cluster === 'home'
          ? /may still be a primary\. .* or fence it\. \[accept: unfenced-primary\]/
          : /cannot be promoted: it is/,
      );
    });
  });
});
