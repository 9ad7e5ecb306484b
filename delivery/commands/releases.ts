/** Commands that make, verify and promote releases of the module. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENTS, type EnvironmentName } from '../../live/environments';
import { UsageError } from '../errors';
import { MAIN, REMOTE, tagOf, tarballName } from '../git';
import { ROOT } from '../paths';
import { comparePins } from '../promote/difference';
import { promotePin, rollbackPin, type Promotion } from '../promote/promote';
import { renderPromotion } from '../promote/render-promotion';
import { renderDiff } from '../promote/stack-diff';
import { changelogBetween } from '../release/changelog';
import { planRelease } from '../release/prepare';
import { release as makeRelease } from '../release/release';
import { verifyRelease as verify } from '../release/verify';
import { verifyChange } from '../release/verify-change';
import { parseEnvironment, type Arguments } from './arguments';

/** `make release`, before the tests: prints which version would be released, or why none can be. */
export async function releaseCheck(): Promise<void> {
  const { version, changes } = await planRelease();
  console.log(`the next release is ${tagOf(version)}, with ${changes.length} commits`);
}

/** `make release`, after the tests: makes the release. */
export async function release({ push = false }: Arguments): Promise<void> {
  const { version, integrity, commit } = await makeRelease({ push });
  console.log(`${tagOf(version)} is releases/${tarballName(version)}, built from ${commit}\n${integrity}`);
  const [first, second] = ENVIRONMENTS;
  const promotion = `"make promote FROM=${first} TO=${second}"`;
  const pushing = `"git push --atomic ${REMOTE} HEAD:${MAIN} ${tagOf(version)}"`;
  console.log(push ? `pushed; next: run ${promotion}` : `next: run ${pushing}, then ${promotion}`);
}

/** `make verify-release`: builds a release again and compares the bytes. */
export async function verifyRelease({ version }: Arguments): Promise<void> {
  if (version === undefined) {
    throw new UsageError('VERSION is missing: give the release to verify, for example VERSION=1.2.3');
  }
  const { commit, integrity } = await verify(version);
  console.log(`releases/${tarballName(version)} equals the package built from ${commit}, byte for byte\n${integrity}`);
}

/** `make verify-releases`: checks what the change from one commit to another does to the releases. */
export async function verifyReleases({ base = '', head = 'HEAD' }: Arguments): Promise<void> {
  assertBase(base, head);
  const verified = await verifyChange(base, head);
  for (const { version, commit } of verified) {
    console.log(`releases/${tarballName(version)} equals the package built from ${commit}, byte for byte`);
  }
  console.log(
    verified.length === 0 ? 'no release is new or newly pinned, and none was changed' : 'no other was changed',
  );
}

/** `make release-diff`: prints what a new pin brings, for a pull request. Prints nothing when the pin is the same. */
export async function releaseDiff({ env, base = '' }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  assertBase(base);
  const promotion = await comparePins(environment, base);
  if (promotion !== undefined) process.stdout.write(renderPromotion(promotion));
}

/** @throws UsageError when a commit is missing. git takes an argument that begins with a dash as an option. */
function assertBase(...commits: readonly string[]): void {
  if (commits.every((commit) => commit !== '' && !commit.startsWith('-'))) return;
  throw new UsageError('BASE is missing: give the branch or commit to compare with, for example BASE=origin/main');
}

/** `make promote`: pins a release in the next environment, and prints what it changes there. */
export async function promote(args: Arguments): Promise<void> {
  const [source, target] = [parseEnvironment(args.from), parseEnvironment(args.to)];
  printPromotion(target, await promotePin(source, target));
}

/** `make rollback`: pins an older release in an environment, and prints what it changes there. */
export async function rollback({ to, version }: Arguments): Promise<void> {
  const target = parseEnvironment(to);
  if (version === undefined) {
    throw new UsageError('VERSION is missing: give the release to go back to, for example VERSION=1.2.3');
  }
  printPromotion(target, await rollbackPin(target, version));
}

function printPromotion(target: EnvironmentName, { from, to, changes }: Promotion): void {
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
