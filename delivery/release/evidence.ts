import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeliveryError } from '../errors';
import { tarballFile, tarballName } from '../git';
import { PACKAGE_NAME, RELEASES } from '../paths';
import { makerHere, makerOf, renderStatement } from './provenance';
import { isSigned, needsSignature, sign, SIGNERS_NAME } from './signature';

/** Releases that were made before there was a statement. */
const WITHOUT = ['0.1.0'];

/** Names of the files beside the package: the list of its parts, and the statement about both. */
export const sbomName = (version: string): string => `${PACKAGE_NAME}-${version}.cdx.json`;
export const statementName = (version: string): string => `${PACKAGE_NAME}-${version}.intoto.json`;

/**
 * Writes the list of parts and the statement beside a package, and signs the statement when a key is given.
 *
 * @param key of {@link sign}
 */
export async function writeEvidence(
  made: { readonly version: string; readonly commit: string; readonly sbom: string },
  releases: string,
  key: string | undefined,
): Promise<void> {
  const { version, commit, sbom } = made;
  writeFileSync(join(releases, sbomName(version)), sbom);
  const statement = join(releases, statementName(version));
  writeFileSync(statement, renderStatement({ version, commit, files: readSubjects(version, releases) }, makerHere()));
  if (key !== undefined) await sign(statement, key);
}

const readSubjects = (version: string, releases: string): Record<string, Uint8Array> => ({
  [tarballName(version)]: readFileSync(tarballFile(version, releases)),
  [sbomName(version)]: readFileSync(join(releases, sbomName(version))),
});

/** Whether a release has evidence. Only the releases that were made before there was any may lack it. */
export const hasEvidence = (version: string, releases = RELEASES): boolean =>
  !WITHOUT.includes(version) || [sbomName, statementName].some((nameOf) => existsSync(join(releases, nameOf(version))));

/**
 * Checks that the statement is about this package and its list of parts, names the commit that the package records, and has
 * the signature that `allowed_signers` asks for.
 *
 * @param signers folder whose `allowed_signers` counts. @default - the folder of the release
 * @throws DeliveryError when something is missing or differs
 */
export async function checkEvidence(
  { version, commit }: { readonly version: string; readonly commit: string | undefined },
  releases = RELEASES,
  signers = releases,
): Promise<void> {
  if (!hasEvidence(version, releases)) return;
  const remedy = `do not use ${version}, and restore the files from the tag v${version}`;
  for (const nameOf of [sbomName, statementName]) {
    if (!existsSync(join(releases, nameOf(version))))
      throw new DeliveryError(`releases/${nameOf(version)} is missing: ${remedy}`);
  }
  const text = readFileSync(join(releases, statementName(version)), 'utf8');
  const maker = makerOf(text);
  const files = readSubjects(version, releases);
  if (maker === undefined || commit === undefined || renderStatement({ version, commit, files }, maker) !== text) {
    throw new DeliveryError(
      `releases/${statementName(version)} is not about these bytes of ${version} and the commit ${commit ?? '(none)'}: ${remedy}`,
    );
  }
  if (!needsSignature(signers)) return;
  const signature = join(releases, `${statementName(version)}.sig`);
  if (!(await isSigned(Buffer.from(text), signature, signers))) {
    throw new DeliveryError(
      `releases/${statementName(version)} has no signature of a key in releases/${SIGNERS_NAME}: ${remedy}`,
    );
  }
}
