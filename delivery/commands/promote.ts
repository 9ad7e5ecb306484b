import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnvironment } from '../environments';
import { ROOT } from '../paths';
import { promotePin } from '../promote/promote';
import { renderDiff } from '../promote/stack-diff';
import { changelogBetween } from '../release/changelog';
import type { Arguments } from './arguments';

/** `make promote`: moves a release on by one environment, and says what that will do there. */
export async function promote(args: Arguments): Promise<void> {
  const [source, target] = [parseEnvironment(args.from), parseEnvironment(args.to)];
  const { from, to, changes } = await promotePin(source, target);
  if (from === to) {
    console.log(`${target} pins ${to} already`);
    return;
  }
  const notes = changelogBetween(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'), from, to);
  console.log(`# ${target}: ${from ?? 'no release'} → ${to}\n`);
  console.log(notes === '' ? 'No changelog leads from the one to the other: this goes back.' : notes);
  console.log(`\n# What it does to the stack of ${target}\n`);
  console.log(renderDiff(changes) || 'Nothing: both give the same stack.');
  console.log(`\nChanged: live/${target}/package.json, live/${target}/package-lock.json. Commit both.`);
}
