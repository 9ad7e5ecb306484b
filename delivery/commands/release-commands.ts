import { tagOf, tarballName } from '../git';
import { planRelease } from '../release/prepare';
import { release as makeRelease } from '../release/release';
import { verifyRelease as verify } from '../release/verify';
import { UsageError } from '../errors';
import type { Arguments } from './arguments';

/** `make release`, before the tests: says what would be released, or why nothing can be. */
export async function releaseCheck(): Promise<void> {
  const { version, changes } = await planRelease();
  console.log(`${tagOf(version)} is next, with ${changes.length} commits`);
}

/** `make release`, after the tests. */
export async function release(): Promise<void> {
  const { version, integrity, commit } = await makeRelease();
  console.log(`${tagOf(version)} is releases/${tarballName(version)}, built from ${commit}\n${integrity}`);
  console.log(`next: "git push --follow-tags", then "make promote FROM=dev TO=stage"`);
}

/** `make verify-release`: builds a release again and compares the bytes. */
export async function verifyRelease({ version }: Arguments): Promise<void> {
  if (version === undefined)
    throw new UsageError('VERSION is missing: give the release to verify, as in VERSION=1.2.3');
  const { commit, integrity } = await verify(version);
  console.log(`releases/${tarballName(version)} is what ${commit} gives, byte for byte\n${integrity}`);
}
