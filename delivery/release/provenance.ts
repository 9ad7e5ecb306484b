import { createHash } from 'node:crypto';
import { PACKAGE_NAME } from '../paths';

/** Who made a release, as that one says. Nothing but a signature vouches for it. */
export interface Maker {
  /** The service that ran the build. */
  readonly builder: { readonly id: string };
  readonly metadata?: { readonly invocationId: string };
}

/** What a statement is about. */
export interface Made {
  readonly version: string;
  /** The commit that the package was built from. */
  readonly commit: string;
  /** The files of the release by their name. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/**
 * Renders who made which bytes from which commit: an in-toto statement with SLSA provenance. The same release gives the same
 * text, except for its maker.
 *
 * @see https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
 * @see https://slsa.dev/spec/v1.0/provenance
 */
export function renderStatement({ version, commit, files }: Made, runDetails: Maker): string {
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: Object.keys(files)
      .sort()
      .map((name) => ({ name, digest: { sha512: sha512(files[name] as Uint8Array) } })),
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: `urn:${PACKAGE_NAME}:make-release:1`,
        externalParameters: { version },
        resolvedDependencies: [{ name: 'source', digest: { gitCommit: commit } }],
      },
      runDetails,
    },
  };
  return `${JSON.stringify(statement, undefined, 2)}\n`;
}

const sha512 = (bytes: Uint8Array): string => createHash('sha512').update(bytes).digest('hex');

/** @returns who makes a release here: a build of Jenkins, or a person at a workstation */
export function makerHere(env: Readonly<Record<string, string | undefined>> = process.env): Maker {
  const { JENKINS_URL: jenkins, BUILD_URL: build } = env;
  if (jenkins === undefined) return { builder: { id: `urn:${PACKAGE_NAME}:workstation` } };
  return { builder: { id: jenkins }, ...(build !== undefined && { metadata: { invocationId: build } }) };
}

/** @returns the maker that a statement names; `undefined` when the text is no such statement */
export function makerOf(text: string): Maker | undefined {
  try {
    return (JSON.parse(text) as { predicate?: { runDetails?: Maker } }).predicate?.runDetails;
  } catch {
    return undefined;
  }
}
