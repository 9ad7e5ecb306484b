import {
  GUARANTEES,
  PROMISES,
  type Guarantee,
  type PromiseName,
} from '../../../functions/dr-operations/replication/guarantees';
import { REPLICATION_KINDS, type ReplicationKind } from '../../../functions/dr-operations/replication/traits';

/** The pages with the table, between these two lines. */
export const PAGES = ['safety.md', 'community.md'] as const;
const BEGIN = '<!-- guarantees: written by `make docs` -->';
const END = '<!-- /guarantees -->';

const WORDS: Readonly<Record<Guarantee['holds'], string>> = {
  yes: 'yes',
  partly: '**with a condition**',
  no: '**not guaranteed**',
};
/** In the order of the pages: what most people know comes first. */
const ORDER: readonly ReplicationKind[] = ['enterprise', 'snapshot', 'postgres'];
const TITLES: Readonly<Record<ReplicationKind, string>> = {
  enterprise: 'Vault Enterprise',
  snapshot: 'raft snapshots',
  postgres: 'PostgreSQL',
};

function guaranteesTable(): string {
  if (ORDER.length !== REPLICATION_KINDS.length) throw new Error('A kind of replication is missing in the table');
  const cell = ({ holds, how }: Guarantee): string => `${WORDS[holds]}: ${how}`;
  return [
    `| | ${ORDER.map((kind) => TITLES[kind]).join(' | ')} |`,
    `|---|${ORDER.map(() => '---').join('|')}|`,
    ...(Object.keys(PROMISES) as PromiseName[]).map(
      (name) => `| ${PROMISES[name]} | ${ORDER.map((kind) => cell(GUARANTEES[kind][name])).join(' | ')} |`,
    ),
  ].join('\n');
}

/** The page with the table of today. @throws Error if the page has no place for it */
export function withGuarantees(page: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the page needs the lines ${BEGIN} and ${END}`);
  return `${page.slice(0, begin)}${BEGIN}\n\n${guaranteesTable()}\n\n${page.slice(end)}`;
}
