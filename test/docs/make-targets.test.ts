import { PAGES, read } from './pages';

const MAKEFILE = read('Makefile');
const exists = (target: string): boolean => new RegExp(`^${target}:`, 'm').test(MAKEFILE);

/** The make targets that a page tells its reader to run, in code spans and in shell blocks. */
function targetsOf(page: string): string[] {
  const code = [...read(page).matchAll(/`([^`\n]+)`|^```sh\n([\s\S]*?)^```/gm)];
  return code.flatMap(([, span, block]) =>
    [...(span ?? block ?? '').matchAll(/^(?:\w+=\S+ )*make (?:-\S+ )*([a-z][a-z0-9-]*)/gm)].map(
      ([, target = '']) => target,
    ),
  );
}

it.each(PAGES)('%s names make targets that exist', (page) => {
  expect(targetsOf(page).filter((target) => !exists(target))).toEqual([]);
});
