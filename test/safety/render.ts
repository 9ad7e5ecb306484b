import { needsOf, type Plan } from '../../functions/dr-operations/steps';
import {
  CLUSTERS,
  combinations,
  HISTORIES,
  LEASES,
  OPERATIONS,
  PLAIN,
  TOKENS,
  WEIGHTS,
  type Combination,
} from './combinations';

/** A decision on one line. */
export function say(planned: Plan): string {
  switch (planned.kind) {
    case 'done':
      return `**nothing to do**: ${planned.reason}${planned.left.length > 0 ? ` (left: ${planned.left.join(', ')})` : ''}`;
    case 'refuse':
      return `**refused**: ${planned.reason}${needs(needsOf(planned))}`;
    case 'act':
      return (
        planned.rounds.map((round) => round.map(({ kind, cluster }) => `${kind} ${cluster}`).join(' and ')).join(', ') +
        acceptedIn(planned)
      );
  }
}

const needs = (names: readonly string[]): string => (names.length > 0 ? ` (needs ${names.join(', ')})` : '');
const acceptedIn = ({ accepted = [] }: Plan & { kind: 'act' }): string =>
  accepted.length > 0 ? ` (with ${[...new Set(accepted.map(({ accept }) => accept))].join(', ')})` : '';

const decide = ({ planned }: Combination): string => say(planned);
const row = (...cells: string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const table = (head: string[], rows: string[][]): string =>
  [row(...head), row(...head.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n');

/** Modes with many states. If only a few states are missing, those are listed instead. */
const KINDS = ['primary', 'secondary'] as const;
const MOST_MISSING = 3;

function summarise(name: 'home' | 'away', states: readonly string[]): string {
  const all = Object.keys(CLUSTERS[name]);
  if (states.length === all.length) return '*anything*';
  const isOf = (kind: string) => (state: string) => state.startsWith(kind);
  const kinds = KINDS.flatMap((kind) => summariseKind(kind, all.filter(isOf(kind)), states.filter(isOf(kind))));
  return [...kinds, ...states.filter((state) => !KINDS.some((kind) => isOf(kind)(state)))].join('; ');
}

function summariseKind(kind: string, all: readonly string[], present: readonly string[]): readonly string[] {
  const missing = all.filter((state) => !present.includes(state));
  if (missing.length === 0) return [`*any ${kind}*`];
  if (present.length <= MOST_MISSING || missing.length > MOST_MISSING) return present;
  return [`*any ${kind} but* ${missing.map((state) => state.replace(/^\w+,? /, '')).join(', ')}`];
}

/** The table of one operation for all states of the clusters. Equal decisions share a row. */
function clusterTable(operation: string): string {
  const homesOf = new Map<string, Map<string, string[]>>();
  for (const each of combinations({ ...PLAIN, accepting: false })) {
    if (each.asked.operation !== operation) continue;
    const aways = homesOf.get(decide(each)) ?? new Map<string, string[]>();
    homesOf.set(decide(each), aways.set(each.home, [...(aways.get(each.home) ?? []), each.away]));
  }
  const rows = [...homesOf].flatMap(([decision, aways]) => {
    const byAways = new Map<string, string[]>();
    for (const [home, all] of aways) byAways.set(all.join('; '), [...(byAways.get(all.join('; ')) ?? []), home]);
    return [...byAways].map(([away, homes]) => [
      summarise('home', homes),
      summarise('away', away.split('; ')),
      decision,
    ]);
  });
  return table(['home is', 'away is', 'decision'], rows);
}

/** How one other fact changes the decisions for a given pair. */
function factTable(pair: { home: string; away: string }, accepting = false): string {
  const facts = [
    ...Object.keys(WEIGHTS).map((weights) => ({ ...PLAIN, weights, words: `weights: ${weights}` })),
    ...Object.keys(TOKENS).map((token) => ({ ...PLAIN, token, words: `token: ${token}` })),
    ...Object.keys(HISTORIES).map((history) => ({ ...PLAIN, history, words: `before: ${history}` })),
    ...Object.keys(LEASES).map((lease) => ({ ...PLAIN, lease, words: `lease: ${lease}` })),
  ];
  const decisions = (only: typeof PLAIN | object): string[] =>
    [...combinations({ ...pair, ...PLAIN, ...only, accepting })].map(decide);
  const plain = decisions(PLAIN);
  const rows = facts.map(({ words, ...only }) => [
    words,
    ...decisions(only).map((text, at) => (text === plain[at] ? '–' : text)),
  ]);
  const unusual = rows.filter(([, ...cells]) => cells.some((cell) => cell !== '–'));
  return table(['what is unusual', ...OPERATIONS], [['nothing', ...plain], ...unusual]);
}

const STEP = 10_000;

/** Lower bound of the number of situations, in full ten thousands. */
function countAll(): string {
  const sizes = [CLUSTERS.home, CLUSTERS.away, WEIGHTS, TOKENS, HISTORIES].map((named) => Object.keys(named).length);
  const count = sizes.reduce((product, size) => product * size, OPERATIONS.length);
  return (Math.floor(count / STEP) * STEP).toLocaleString('en');
}

/** The page docs/safety/decisions.md. */
export const renderDecisions = (): string => `# Decisions

<!-- Written by \`make docs\`, by asking the planner. Do not edit: a test compares. -->

The planner is a pure function of what was observed. Asked about each of more than ${countAll()} situations (what each cluster is,
when the secondary heard the other one, the weights, the token, the lease, what operations before left open, the operation, and
whether the operator accepts what objects), it has a decision with a reason in every one, and a refusal says what would remedy it. A
test asks them all and checks the eight promises in each, as far as a plan can break them: nobody is promoted beside what is, or
may be, a primary; the name goes to nobody who is neither primary nor promoted first, and in a switchover only behind the proof;
a failover's loss has a bound; nothing is overwritten that may be on one cluster alone; and one answer to a refusal is enough.

The engine does the first round of a plan and plans again, so what is shown behind it is what is foreseen. \`switchover\` and
\`failover\` lead to away here, \`failback\` leads home, \`link\` makes home follow away, \`rejoin\` and \`fence\` name no cluster. A refusal names what an operator may accept
to go on; what nobody can do (promote a cluster that cannot be reached) stays refused. A dash means: as if nothing were unusual.

${OPERATIONS.map(
  (operation) =>
    `## ${operation}\n\nThe clients are on home, the token is usable, nothing is left open, nothing is accepted.\n\n${clusterTable(operation)}`,
).join('\n\n')}

## What else decides

A healthy pair with home as primary:

${factTable({ home: 'primary', away: 'secondary, streaming' })}

The same, and the operator accepts what objects:

${factTable({ home: 'primary', away: 'secondary, streaming' }, true)}

Home lost, and away is cut off from it:

${factTable({ home: 'black-holed', away: 'secondary, just cut off' })}

Home lost as far as we can see, and away heard it a moment ago:

${factTable({ home: 'black-holed', away: 'secondary, streaming' })}

Between demote and promote (home was demoted):

${factTable({ home: 'secondary, idle', away: 'secondary, streaming' })}

Home demoted, away promoted:

${factTable({ home: 'secondary, idle', away: 'primary' })}

Two primaries:

${factTable({ home: 'primary', away: 'primary' })}
`;
