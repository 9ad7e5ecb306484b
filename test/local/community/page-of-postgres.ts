import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'community-postgres.md'), 'utf8');
const EVERYWHERE = '10.0.0.0/8';

/** The blocks of a language on the page, without their indentation. */
const blocksOf = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, 'gm'))].map(([, text = '']) =>
    text.replace(/^ +/gm, ''),
  );

/** The statements of one block. */
const statementsOf = (block: string | undefined, password: string): string[] =>
  (block ?? '')
    .replaceAll('…', password)
    .split(';')
    .map((statement) => statement.trim())
    .filter(Boolean);

/** Statements that the page has within a line. */
const inLine = (begin: RegExp): string[] =>
  [...PAGE.matchAll(/`(GRANT [^`]+)`/g)].map(([, text = '']) => text).filter((text) => begin.test(text));

/** The commands of a block that has this one. */
function commandsWith(program: string): string {
  const block = blocksOf('sh').find((text) => text.includes(program));
  if (block === undefined) throw new Error(`docs/community-postgres.md has no command with ${program}`);
  return block;
}

/**
 * What docs/community-postgres.md tells a person to do on servers of their own. Every test with a PostgreSQL does it, so that a
 * statement which fails, or a right that is missing, is seen.
 */
export const pageOfPostgres = (password: string) => {
  const [roles, replica] = blocksOf('sql');
  return {
    /** On the primary, in the database `postgres`. */
    roles: [...statementsOf(roles, password), ...statementsOf(replica, password), ...inLine(/^GRANT ALTER SYSTEM/)],
    /** In the database of Vault, after OpenBao has made its tables. */
    rights: inLine(/^GRANT (EXECUTE|SELECT)/),
    /** Lines of `pg_hba.conf`. @param network in place of the one on the page */
    accessFrom: (network: string): string => (blocksOf('text')[0] ?? '').replaceAll(EVERYWHERE, network),
    copy: commandsWith('pg_basebackup'),
    rewind: commandsWith('pg_rewind'),
  };
};
