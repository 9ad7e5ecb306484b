import { plan } from '../../functions/dr-operations/plan';
import type { Plan } from '../../functions/dr-operations/steps';
import { LIMITS } from '../functions/dr-operations/worlds';
import {
  CLUSTERS,
  combinations,
  HISTORIES,
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
      return `**refused**: ${planned.reason}`;
    case 'act':
      return planned.stages
        .map((stage) => stage.map(({ kind, cluster }) => `${kind} ${cluster}`).join(' and '))
        .join(', ');
  }
}

const decide = ({ asked, world }: Combination): string => say(plan(asked, world, LIMITS));
const row = (...cells: string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const table = (head: string[], rows: string[][]): string =>
  [row(...head), row(...head.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n');

const MANY = 8;

/** Many states are told by those that are missing. */
function summarise(name: 'home' | 'away', states: readonly string[]): string {
  if (states.length < MANY) return states.join('; ');
  const missing = Object.keys(CLUSTERS[name]).filter((state) => !states.includes(state));
  return missing.length === 0 ? '*anything*' : `*anything but* ${missing.join('; ')}`;
}

/** The whole table of one operation, where nothing but the clusters is unusual: equal decisions share a row. */
function clusterTable(operation: string): string {
  const homesOf = new Map<string, Map<string, string[]>>();
  for (const each of combinations({ ...PLAIN, force: false })) {
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

/** What one other fact changes for a pair that is otherwise as given. */
function factTable(pair: { home: string; away: string }, force: boolean): string {
  const facts = [
    ...Object.keys(WEIGHTS).map((weights) => ({ ...PLAIN, weights, words: `weights: ${weights}` })),
    ...Object.keys(TOKENS).map((token) => ({ ...PLAIN, token, words: `token: ${token}` })),
    ...Object.keys(HISTORIES).map((history) => ({ ...PLAIN, history, words: `before: ${history}` })),
  ];
  const decisions = (only: typeof PLAIN | object): string[] =>
    [...combinations({ ...pair, ...PLAIN, ...only, force })].map(decide);
  const plain = decisions(PLAIN);
  const rows = facts.map(({ words, ...only }) => [
    words,
    ...decisions(only).map((text, at) => (text === plain[at] ? '–' : text)),
  ]);
  const unusual = rows.filter(([, ...cells]) => cells.some((cell) => cell !== '–'));
  return table(['what is unusual', ...OPERATIONS], [['nothing', ...plain], ...unusual]);
}

/** How many situations the planner is asked about. */
const countAll = (): number =>
  [OPERATIONS, [false, true], ...[CLUSTERS.home, CLUSTERS.away, WEIGHTS, TOKENS, HISTORIES].map(Object.keys)]
    .map(({ length }) => length)
    .reduce((product, length) => product * length);

/** The page as it stands in docs/safety/decisions.md. */
export const renderDecisions = (): string => `# Decisions

<!-- Written by \`make docs\`, by asking the planner. Do not edit: a test compares. -->

The planner is a pure function of what was observed. Asked about each of ${countAll().toLocaleString('en')} situations (what each cluster is, the
weights, the token, what operations before left open, the operation, and \`force\`), it has a decision with a reason in every
one, and a refusal says what would lift it. A test asks them all, and checks in each that no cluster is promoted beside one that
says it is primary, that the name goes to no cluster that is not primary or promoted first, and that it goes there in a
switchover only with the proof.

The engine does the first stage of a plan and plans again, so what is shown behind it is what is foreseen. \`switchover\` and
\`failover\` lead to away here, \`failback\` leads home. With \`force\` and a reason, most refusals of caution go away; what nobody
can do (promote a cluster that cannot be reached) stays refused. A dash means: as if nothing were unusual.

${OPERATIONS.map(
  (operation) =>
    `## ${operation}\n\nThe clients are on home, the token is usable, nothing is left open, no force.\n\n${clusterTable(operation)}`,
).join('\n\n')}

## What else decides

A healthy pair with home as primary, without force:

${factTable({ home: 'primary', away: 'secondary, streaming' }, false)}

The same with force:

${factTable({ home: 'primary', away: 'secondary, streaming' }, true)}

Home lost, without force:

${factTable({ home: 'black-holed', away: 'secondary, streaming' }, false)}

Between demote and promote (home was demoted):

${factTable({ home: 'secondary, idle', away: 'secondary, streaming' }, false)}

Home demoted, away promoted:

${factTable({ home: 'secondary, idle', away: 'primary' }, false)}

Two primaries:

${factTable({ home: 'primary', away: 'primary' }, false)}
`;
