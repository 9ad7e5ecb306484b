import { existsSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { PAGES, proseOf, read, ROOT } from './pages';

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of proseOf(read(page)).matchAll(/^#{1,6} +(.+)$/gm)) {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    let anchor = slug;
    for (let again = 1; anchors.has(anchor); again++) anchor = `${slug}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}

const ANCHORS = new Map<string, Set<string>>();
function hasAnchor(page: string, anchor: string): boolean {
  const anchors = ANCHORS.get(page) ?? anchorsOf(page);
  ANCHORS.set(page, anchors);
  return anchors.has(anchor);
}

/** Why a link leads nowhere. @returns `undefined` when it is right, or leads out of the repository */
function problemOf(page: string, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : posix.join(posix.dirname(page), path);
  if (!existsSync(join(ROOT, target))) return `${link}: there is no ${target}`;
  if (anchor === undefined) return undefined;
  if (statSync(join(ROOT, target)).isDirectory() || !target.endsWith('.md')) return `${link}: ${target} has no anchors`;
  return hasAnchor(target, anchor) ? undefined : `${link}: no heading of ${target} has this anchor`;
}

it.each(PAGES)('%s links to files and headings that exist', (page) => {
  const prose = proseOf(read(page)).replace(/`[^`\n]*`/g, '');
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  expect(links.map((link) => problemOf(page, link)).filter((problem) => problem !== undefined)).toEqual([]);
});

const FOLDERS = ['functions', 'modules', 'cli', 'live', 'delivery', 'docs', 'examples', 'test'];
const IN_A_FOLDER = new RegExp(`^(?:${FOLDERS.join('|')})/[\\w./-]+$`);

// The changelog also names what is gone.
it.each(PAGES.filter((page) => page !== 'CHANGELOG.md'))('%s names files that exist', (page) => {
  const spans = [...proseOf(read(page)).matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  // `ENV` stands for the name of an environment.
  const paths = spans.filter((span) => IN_A_FOLDER.test(span) && !span.includes('/ENV/'));
  expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
