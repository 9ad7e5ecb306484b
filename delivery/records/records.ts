import * as v from 'valibot';
import { ENVIRONMENTS, type EnvironmentName } from '../../live/environments';
import type { NormalisedChange } from '../changes/normalise';

/** What every record says. */
interface Common {
  readonly environment: EnvironmentName;
  readonly commit: string;
  /** git tree of the content. A squash, a merge and a rebase of the same content have the same one. */
  readonly tree: string;
  /** Digest of the changes. */
  readonly digest: string;
  /** The Jenkins build, or the identity in AWS of a person. */
  readonly by: string;
}

/** Says which changes were shown to the reviewers of a pull request. */
export interface Review extends Common {
  readonly kind: 'review';
  /** SHA-256 of the synthesised stack that was planned, hexadecimal. */
  readonly stack: string;
  readonly changes: readonly NormalisedChange[];
  /** ISO 8601. */
  readonly at: string;
}

/** A person who allows exactly one digest. */
export interface Approval {
  readonly by: string;
  readonly digest: string;
  /** Addresses of what may be deleted or replaced. */
  readonly addresses: readonly string[];
}

/** Who has to allow a change of an environment. */
export interface Rules {
  readonly needsApproval: boolean;
  /** The people who may approve, by name, each with all addresses under which they commit. */
  readonly approvers: Readonly<{ [name: string]: readonly string[] }>;
}

/** Says what was done to an environment, when, and on whose word. */
export interface Apply extends Common {
  readonly kind: 'apply';
  readonly result: 'applied' | 'unchanged' | 'failed' | 'destroyed';
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** Why it was allowed: the key of the review, or the approval. @default - nothing was to be changed */
  readonly review?: string;
  readonly approval?: Approval;
  /** Environments that come before this one and were skipped for a hotfix. */
  readonly skipped: readonly EnvironmentName[];
  /** The rules of this commit, which the next apply has to follow too. */
  readonly rules: Rules;
  /** The release that the environment pinned before a rollback. @default - it was not rolled back */
  readonly rolledBackFrom?: string;
}

export type Record = Review | Apply;

const common = {
  environment: v.picklist(ENVIRONMENTS),
  commit: v.string(),
  tree: v.string(),
  digest: v.pipe(v.string(), v.hexadecimal(), v.length(64)),
  by: v.string(),
};

const changes = v.array(
  v.object({
    address: v.string(),
    actions: v.array(v.picklist(['no-op', 'create', 'read', 'update', 'delete', 'forget'])),
    previousAddress: v.exactOptional(v.string()),
    deposed: v.exactOptional(v.string()),
    importing: v.exactOptional(v.unknown()),
    replacePaths: v.exactOptional(v.array(v.string())),
    attributes: v.record(
      v.string(),
      v.object({ before: v.exactOptional(v.unknown()), after: v.exactOptional(v.unknown()) }),
    ),
  }),
);

const schema: v.GenericSchema<unknown, Record> = v.variant('kind', [
  v.object({
    kind: v.literal('review'),
    ...common,
    stack: v.string(),
    changes,
    at: v.pipe(v.string(), v.isoTimestamp()),
  }),
  v.object({
    kind: v.literal('apply'),
    ...common,
    result: v.picklist(['applied', 'unchanged', 'failed', 'destroyed']),
    startedAt: v.pipe(v.string(), v.isoTimestamp()),
    endedAt: v.pipe(v.string(), v.isoTimestamp()),
    review: v.exactOptional(v.string()),
    approval: v.exactOptional(v.object({ by: v.string(), digest: v.string(), addresses: v.array(v.string()) })),
    skipped: v.array(v.picklist(ENVIRONMENTS)),
    rules: v.object({ needsApproval: v.boolean(), approvers: v.record(v.string(), v.array(v.string())) }),
    rolledBackFrom: v.exactOptional(v.string()),
  }),
]);

/** @returns `undefined` when the text is not a record */
export function parseRecord(text: string): Record | undefined {
  try {
    const { success, output } = v.safeParse(schema, JSON.parse(text));
    return success ? output : undefined;
  } catch {
    return undefined; // not JSON
  }
}
