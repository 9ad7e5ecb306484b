import type { Lasting, RegionState, RowLook, ServiceState } from './rows';

/** What the watcher of away knows: what it sees itself, and the rows of the other two watchers. */
export interface Sight {
  /** The row of the watcher of home, in the table of home. */
  readonly home: RowLook;
  /** The row of the witness, in the table of the witness. */
  readonly witness: RowLook;
  /** The Vault of home, seen from away. */
  readonly service: Lasting<ServiceState>;
  /** AWS in the region of home, seen from away. */
  readonly region: Lasting<RegionState>;
}

/** Why a failover would, or would not, begin by itself. A kind keeps its meaning; its sentence may change. */
export type DecisionCase =
  /** The watchers of home and of away see that home's Vault does not serve. */
  | 'primary-down'
  /** Away and the witness get no answer from the region of home, and away none from its Vault. */
  | 'region-lost'
  /** The watchers agree, and not yet for long enough. */
  | 'not-long-enough'
  /** Home serves, as every watcher sees. */
  | 'serves'
  /** Home serves, as its own watcher sees. Only the path from away is cut. */
  | 'path-cut'
  /** Away sees that home serves, and the watcher of home does not. */
  | 'served-to-away'
  /** The watcher of home writes no row, and its table answers. */
  | 'watcher-silent'
  /** One endpoint of AWS in the region of home answers away. */
  | 'region-answers'
  /** Away gets no answer from the region of home, and the witness does. */
  | 'one-observer'
  /** Away gets no answer from the region of home, and what the witness sees is not known. */
  | 'witness-unknown'
  /** Something that the decision needs is not known. */
  | 'unclear';

/** `failover`: the watchers agree. `wait`: they agree, and not yet for long enough. `never`: not in this situation. */
export interface Decision {
  readonly kind: 'failover' | 'wait' | 'never';
  readonly case: DecisionCase;
  /** `case` as a sentence. */
  readonly reason: string;
  /** Whether somebody has to look at the watchers or at the network between them. */
  readonly isAlarming: boolean;
}

type Home = ServiceState | 'down-long' | 'silent' | 'unread';
type Service = ServiceState | 'down-long';
type Region = RegionState | 'silent-long';
type Witness = Region | 'unknown';

/** A sight, as the rules see it. `…-long`: for as long as an automatic failover waits. */
export interface Facts {
  /** What the watcher of home says. `silent`: its row is old or absent. `unread`: its table gives no answer. */
  readonly home: Home;
  readonly service: Service;
  readonly region: Region;
  readonly witness: Witness;
}

interface Rule {
  /** Values to which the rule applies. @default - every value */
  readonly home?: readonly Home[];
  readonly service?: readonly Service[];
  readonly region?: readonly Region[];
  readonly witness?: readonly Witness[];
  readonly kind: Decision['kind'];
  readonly case: DecisionCase;
  readonly isAlarming?: true;
}

const DOWN = ['down', 'down-long'] as const;
const SILENT = ['silent', 'silent-long'] as const;

/** The decision table. The first rule that applies decides. What no rule covers is unclear, and nothing happens. */
export const RULES: readonly Rule[] = [
  { home: ['serves'], service: DOWN, kind: 'never', case: 'path-cut', isAlarming: true },
  { home: ['serves'], kind: 'never', case: 'serves' },
  { home: DOWN, service: ['serves'], kind: 'never', case: 'served-to-away', isAlarming: true },
  { service: ['serves'], home: ['silent', 'unread'], kind: 'never', case: 'watcher-silent', isAlarming: true },
  { home: ['down-long'], service: ['down-long'], kind: 'failover', case: 'primary-down' },
  { home: DOWN, service: DOWN, kind: 'wait', case: 'not-long-enough' },
  { home: ['silent'], kind: 'never', case: 'watcher-silent', isAlarming: true },
  { home: ['unread'], region: ['partly'], kind: 'never', case: 'region-answers', isAlarming: true },
  { home: ['unread'], region: SILENT, witness: ['unknown'], kind: 'never', case: 'witness-unknown', isAlarming: true },
  {
    home: ['unread'],
    region: SILENT,
    witness: ['answers', 'partly'],
    kind: 'never',
    case: 'one-observer',
    isAlarming: true,
  },
  {
    home: ['unread'],
    region: ['silent-long'],
    witness: ['silent-long'],
    service: ['down-long'],
    kind: 'failover',
    case: 'region-lost',
  },
  { home: ['unread'], region: SILENT, witness: SILENT, service: DOWN, kind: 'wait', case: 'not-long-enough' },
];

const REASONS: Readonly<Record<DecisionCase, string>> = {
  'primary-down': "the watchers of home and of away see that home's Vault does not serve",
  'region-lost': "away and the witness get no answer from home's region, and away none from its Vault",
  'not-long-enough': 'home does not serve, and not yet for long enough',
  serves: 'home serves',
  'path-cut': 'home serves, as its own watcher sees: only the path from away is cut',
  'served-to-away': 'home serves, as away sees, and its own watcher says that it does not',
  'watcher-silent': 'the watcher of home is silent',
  'region-answers': "one endpoint of AWS in home's region answers away",
  'one-observer': "away gets no answer from home's region, and the witness does",
  'witness-unknown': "away gets no answer from home's region, and what the witness sees is not known",
  unclear: 'what a watcher sees is not clear',
};

/**
 * Decides whether a failover to away may begin by itself. Pure. Two watchers on different paths have to agree, each of
 * them without interruption for `afterMs`.
 */
export const decide = (sight: Sight, afterMs: number): Decision => decideFacts(factsOf(sight, afterMs));

/** The same for facts. Pure. */
export function decideFacts(facts: Facts): Decision {
  const rule = RULES.find(
    ({ home, service, region, witness }) =>
      covers(home, facts.home) &&
      covers(service, facts.service) &&
      covers(region, facts.region) &&
      covers(witness, facts.witness),
  );
  const { kind, case: because, isAlarming } = rule ?? { kind: 'never', case: 'unclear' };
  return { kind, case: because, reason: REASONS[because], isAlarming: isAlarming ?? false };
}

const covers = <T>(values: readonly T[] | undefined, value: T): boolean => values?.includes(value) ?? true;

/** Sorts a sight into facts. Pure. */
export function factsOf({ home, witness, service, region }: Sight, afterMs: number): Facts {
  return {
    home: homeOf(home, afterMs),
    service: longOf(service, 'down', afterMs),
    region: longOf(region, 'silent', afterMs),
    witness: witness.kind === 'fresh' ? longOf(witness.row.region, 'silent', afterMs) : 'unknown',
  };
}

function homeOf(look: RowLook, afterMs: number): Home {
  switch (look.kind) {
    case 'fresh':
      return look.row.service ? longOf(look.row.service, 'down', afterMs) : 'unclear';
    case 'stale':
    case 'absent':
      return 'silent';
    case 'unread':
      return 'unread';
  }
}

const longOf = <S extends string, L extends S>(
  { is, forMs }: Lasting<S>,
  lasting: L,
  afterMs: number,
): S | `${L}-long` => (is === lasting && forMs >= afterMs ? `${lasting}-long` : is);
