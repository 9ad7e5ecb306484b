import type { ReplicationKind } from '../../functions/dr-operations/replication/traits';
import type { EnvironmentSettings } from '../config';
import { UsageError } from '../exit-codes';

/** A kind of replication that Vault Enterprise does not do. */
export type CommunityKind = Exclude<ReplicationKind, 'enterprise'>;

/** Why a command has no sense for a pair, and what to do instead. */
interface Unsupported {
  readonly why: string;
  readonly instead: (pair: string) => string;
}

const NO_TOKEN: Unsupported = {
  why: 'Nothing needs a DR operation token there',
  instead: (pair) => `vault-dr doctor ${pair} checks how its Lambdas log in.`,
};
const NO_BREAK_GLASS: Unsupported = {
  why: 'break-glass makes a DR operation token from key shares, and nothing needs one there',
  instead: (pair) =>
    `The Lambda of either region runs the operation: vault-dr failover ${pair} --via home, or --via away. Without any ` +
    'Lambda, restore by hand: docs/community.md, "Without the Lambdas".',
};
const NOTHING_AUTOMATIC: Unsupported = {
  why: 'Nothing begins by itself there',
  instead: () => 'There is nothing to pause, to resume or to acknowledge.',
};

/** The way in which each kind gets its data. */
const HOW: Readonly<Record<CommunityKind, string>> = {
  snapshot: 'by raft snapshots',
  postgres: 'by the streaming replication of PostgreSQL',
};

/** What neither kind has. */
const IN_NEITHER: Readonly<Record<string, Unsupported>> = {
  'token status': NO_TOKEN,
  'token rotate': NO_TOKEN,
  'break-glass failover': NO_BREAK_GLASS,
  'break-glass failback': NO_BREAK_GLASS,
  'break-glass rejoin': NO_BREAK_GLASS,
  pause: NOTHING_AUTOMATIC,
  resume: NOTHING_AUTOMATIC,
  acknowledge: NOTHING_AUTOMATIC,
};

/** What only Vault Enterprise has, or cannot run to its end there. The names are those of the commands. */
const UNSUPPORTED: Readonly<Record<CommunityKind, Readonly<Record<string, Unsupported>>>> = {
  snapshot: {
    ...IN_NEITHER,
    enable: {
      why: 'There is no replication to enable',
      instead: () => 'Park away with the marker dr/parked: docs/community.md, "Set it up".',
    },
    upgrade: {
      why: 'The clusters are upgraded without a switchover, and the parked one comes first: it has to read the files',
      instead: (pair) =>
        `Upgrade the parked cluster, wait until vault-dr doctor ${pair} finds nothing, then upgrade the other one.`,
    },
  },
  postgres: {
    ...IN_NEITHER,
    enable: {
      why: 'There is no replication of Vault to enable',
      instead: () => 'Make the database of away a streaming replica of the one of home, and start the nodes of away.',
    },
    upgrade: {
      why: 'The nodes are upgraded without a switchover, and those of the replica come first',
      instead: (pair) =>
        `Upgrade the nodes of the secondary, wait until vault-dr doctor ${pair} finds nothing, then those of the primary.`,
    },
  },
};

/** The commands that pairs of a kind refuse. */
export const unsupportedCommands = (kind: ReplicationKind): readonly string[] =>
  kind === 'enterprise' ? [] : Object.keys(UNSUPPORTED[kind]);

/**
 * Ends a command that has no sense for the pair before anything is called.
 *
 * @param command its name, with that of its parent
 * @throws UsageError
 */
export function refuseUnsupported(
  { name, replication }: Pick<EnvironmentSettings, 'name' | 'replication'>,
  command: string,
  { local = false }: { readonly local?: boolean | undefined } = {},
): void {
  if (replication === 'enterprise') return;
  const pair = `${name} replicates ${HOW[replication]}.`;
  const found = UNSUPPORTED[replication][command];
  if (found) throw new UsageError(`${command} is not for this pair: ${pair} ${found.why}. ${found.instead(name)}`);
  if (!local) return;
  throw new UsageError(
    `--local is not for this pair: ${pair} Only its Lambdas can log in at both clusters and reach the copies or the ` +
      'databases. Leave out --local, and give --via home or --via away to choose the region.',
  );
}
