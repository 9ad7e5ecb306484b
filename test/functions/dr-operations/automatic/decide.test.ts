import {
  decide,
  decideFacts,
  type Decision,
  type DecisionCase,
  type Facts,
  type Sight,
} from '../../../../functions/dr-operations/automatic/decide';
import type { RowLook, WatcherRow } from '../../../../functions/dr-operations/automatic/rows';

const HOME = ['serves', 'down', 'down-long', 'unclear', 'silent', 'unread'] as const;
const SERVICE = ['serves', 'down', 'down-long', 'unclear'] as const;
const REGION = ['answers', 'partly', 'silent', 'silent-long'] as const;
const WITNESS = [...REGION, 'unknown'] as const;

const EVERY: readonly Facts[] = HOME.flatMap((home) =>
  SERVICE.flatMap((service) =>
    REGION.flatMap((region) => WITNESS.map((witness): Facts => ({ home, service, region, witness }))),
  ),
);
const those = (is: (facts: Facts) => boolean): readonly Facts[] => EVERY.filter(is);
const kindsOf = (some: readonly Facts[]): Decision['kind'][] => [
  ...new Set(some.map((each) => decideFacts(each).kind)),
];

const ROWS: readonly [
  name: string,
  facts: Facts,
  kind: Decision['kind'],
  because: DecisionCase,
  isAlarming: boolean,
][] = [
  [
    'home serves',
    { home: 'serves', service: 'serves', region: 'answers', witness: 'answers' },
    'never',
    'serves',
    false,
  ],
  [
    'home serves and away does not reach it',
    { home: 'serves', service: 'down-long', region: 'answers', witness: 'answers' },
    'never',
    'path-cut',
    true,
  ],
  [
    'home serves, whatever the witness says',
    { home: 'serves', service: 'down-long', region: 'partly', witness: 'silent-long' },
    'never',
    'path-cut',
    true,
  ],
  [
    'home is down for two observers for long',
    { home: 'down-long', service: 'down-long', region: 'answers', witness: 'answers' },
    'failover',
    'primary-down',
    false,
  ],
  [
    'home is down for two observers, for one of them not for long',
    { home: 'down-long', service: 'down', region: 'answers', witness: 'answers' },
    'wait',
    'not-long-enough',
    false,
  ],
  [
    'home says that it is down, and away reaches it',
    { home: 'down-long', service: 'serves', region: 'answers', witness: 'answers' },
    'never',
    'served-to-away',
    true,
  ],
  [
    'home says that it is down, and away is not sure',
    { home: 'down-long', service: 'unclear', region: 'answers', witness: 'answers' },
    'never',
    'unclear',
    false,
  ],
  [
    'the watcher of home is silent and its table answers',
    { home: 'silent', service: 'down-long', region: 'answers', witness: 'silent-long' },
    'never',
    'watcher-silent',
    true,
  ],
  [
    'region lost for both for long',
    { home: 'unread', service: 'down-long', region: 'silent-long', witness: 'silent-long' },
    'failover',
    'region-lost',
    false,
  ],
  [
    'region lost for both, for the witness not for long',
    { home: 'unread', service: 'down-long', region: 'silent-long', witness: 'silent' },
    'wait',
    'not-long-enough',
    false,
  ],
  [
    'region lost for both, and away reaches its Vault',
    { home: 'unread', service: 'serves', region: 'silent-long', witness: 'silent-long' },
    'never',
    'watcher-silent',
    true,
  ],
  [
    'region lost for both, and its Vault is unclear',
    { home: 'unread', service: 'unclear', region: 'silent-long', witness: 'silent-long' },
    'never',
    'unclear',
    false,
  ],
  [
    'region lost for away alone',
    { home: 'unread', service: 'down-long', region: 'silent-long', witness: 'answers' },
    'never',
    'one-observer',
    true,
  ],
  [
    'region lost for away, partly for the witness',
    { home: 'unread', service: 'down-long', region: 'silent-long', witness: 'partly' },
    'never',
    'one-observer',
    true,
  ],
  [
    'region lost for away, and the witness is silent',
    { home: 'unread', service: 'down-long', region: 'silent-long', witness: 'unknown' },
    'never',
    'witness-unknown',
    true,
  ],
  [
    'the table of home alone is lost',
    { home: 'unread', service: 'down-long', region: 'partly', witness: 'partly' },
    'never',
    'region-answers',
    true,
  ],
];

describe('the decision table', () => {
  it.each(ROWS)('%s', (_name, facts, kind, because, isAlarming) => {
    expect(decideFacts(facts)).toMatchObject({ kind, case: because, isAlarming });
  });

  it('fails over in exactly two kinds of situation', () => {
    const found = those((facts) => decideFacts(facts).kind === 'failover');
    const expected = those(
      ({ home, service, region, witness }) =>
        service === 'down-long' &&
        (home === 'down-long' || (home === 'unread' && region === 'silent-long' && witness === 'silent-long')),
    );
    expect(found).toEqual(expected);
  });

  it.each<[string, (facts: Facts) => boolean]>([
    ['the watcher of home says that it serves', ({ home }) => home === 'serves'],
    ['away sees that home serves', ({ service }) => service === 'serves'],
    ['the watcher of home is silent and its table answers', ({ home }) => home === 'silent'],
    ['the watcher of home is not sure', ({ home }) => home === 'unclear'],
    ['away is not sure', ({ service }) => service === 'unclear'],
    [
      'nobody in home says anything and the witness is unknown',
      ({ home, witness }) => home === 'unread' && witness === 'unknown',
    ],
    [
      'nobody in home says anything and the witness reaches the region',
      ({ home, witness }) => home === 'unread' && (witness === 'answers' || witness === 'partly'),
    ],
    [
      'nobody in home says anything and away reaches a part of the region',
      ({ home, region }) => home === 'unread' && (region === 'answers' || region === 'partly'),
    ],
  ])('never acts while %s', (_words, is) => {
    expect(kindsOf(those(is))).toEqual(['never']);
  });

  it('gives a reason for every situation', () => {
    expect(EVERY.filter((facts) => decideFacts(facts).reason === '')).toEqual([]);
  });
});

describe('the time that has to pass', () => {
  const row = (more: Partial<WatcherRow>): RowLook => ({
    kind: 'fresh',
    row: {
      watcher: 'home',
      beat: 'b1',
      observedAt: '2026-01-01T00:00:00Z',
      heard: {},
      region: { is: 'answers', forMs: 0 },
      ...more,
    },
  });
  const lost = (awayMs: number, witnessMs: number, serviceMs = awayMs): Sight => ({
    home: { kind: 'unread' },
    witness: row({ watcher: 'witness', region: { is: 'silent', forMs: witnessMs } }),
    service: { is: 'down', forMs: serviceMs },
    region: { is: 'silent', forMs: awayMs },
  });
  const down = (homeMs: number, awayMs: number): Sight => ({
    home: row({ service: { is: 'down', forMs: homeMs } }),
    witness: row({ watcher: 'witness' }),
    service: { is: 'down', forMs: awayMs },
    region: { is: 'answers', forMs: 600_000 },
  });

  it.each([
    [60_000, 60_000, 60_000, 'failover'],
    [59_999, 60_000, 60_000, 'wait'],
    [60_000, 59_999, 60_000, 'wait'],
    [60_000, 60_000, 59_999, 'wait'],
  ] as const)('a region lost for %d ms to away, %d ms to the witness, its Vault for %d ms: %s', (a, w, v, kind) => {
    expect(decide(lost(a, w, v), 60_000).kind).toBe(kind);
  });

  it.each([
    [60_000, 60_000, 'failover'],
    [59_999, 60_000, 'wait'],
    [60_000, 59_999, 'wait'],
  ] as const)('a Vault down for %d ms to home, %d ms to away: %s', (h, a, kind) => {
    expect(decide(down(h, a), 60_000).kind).toBe(kind);
  });

  it('counts for the state that is lost, not for one that is well', () => {
    const sight = down(60_000, 60_000);
    expect(decide({ ...sight, home: row({ service: { is: 'serves', forMs: 600_000 } }) }, 60_000).case).toBe(
      'path-cut',
    );
  });

  it.each([
    ['a row of the witness that no longer changes', { kind: 'stale' }],
    ['no row of the witness', { kind: 'absent' }],
    ['a table of the witness that gives no answer', { kind: 'unread' }],
  ] as const)('does not count %s', (_words, witness) => {
    expect(decide({ ...lost(60_000, 60_000), witness }, 60_000).case).toBe('witness-unknown');
  });

  it('does not take a row of home without its Vault for an answer', () => {
    expect(decide({ ...down(60_000, 60_000), home: row({}) }, 60_000).case).toBe('unclear');
  });
});
