/** Commands that make, verify and promote releases of the module. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENTS } from '../../live/environments';
import { UsageError } from '../errors';
import { tagOf, tarballName } from '../git';
import { ROOT } from '../paths';
import { promotePin } from '../promote/promote';
import { renderDiff } from '../promote/stack-diff';
import { changelogBetween } from '../release/changelog';
import { planRelease } from '../release/prepare';
import { release as makeRelease } from '../release/release';
import { verifyRelease as verify } from '../release/verify';
import { parseEnvironment, type Arguments } from './arguments';

/** `make release`, before the tests: prints which version would be released, or why none can be. */
export async function releaseCheck(): Promise<void> {
  const { version, changes } = await planRelease();
  console.log(`the next release is ${tagOf(version)}, with ${changes.length} commits`);
}

/** `make release`, after the tests: makes the release. */
export async function release(): Promise<void> {
  const { version, integrity, commit } = await makeRelease();
  console.log(`${tagOf(version)} is releases/${tarballName(version)}, built from ${commit}\n${integrity}`);
  const [first, second] = ENVIRONMENTS;
  console.log(`next: run "git push --follow-tags", then "make promote FROM=${first} TO=${second}"`);
}

/** `make verify-release`: builds a release again and compares the bytes. */
export async function verifyRelease({ version }: Arguments): Promise<void> {
  if (version === undefined) {
    throw new UsageError('VERSION is missing: give the release to verify, for example VERSION=1.2.3');
  }
  const { commit, integrity } = await verify(version);
  console.log(`releases/${tarballName(version)} equals the package built from ${commit}, byte for byte\n${integrity}`);
}

/** `make promote`: pins a release in the next environment, and prints what it changes there. */
export async function promote(args: Arguments): Promise<void> {
  const [source, target] = [parseEnvironment(args.from), parseEnvironment(args.to)];
  const { from, to, changes } = await promotePin(source, target);
  if (from === to) {
    console.log(`${target} pins ${to} already`);
    return;
  }
  const notes = changelogBetween(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'), from, to);
  console.log(`# ${target}: ${from ?? 'no release'} → ${to}\n`);
  console.log(notes === '' ? 'The changelog has nothing between the two: this goes back to an older release.' : notes);
  console.log(`\n# Changes in the stack of ${target}\n`);
  console.log(renderDiff(changes) || 'None: both releases give the same stack.');
  console.log(`\nChanged: live/${target}/package.json, live/${target}/package-lock.json. Commit both.`);
}
