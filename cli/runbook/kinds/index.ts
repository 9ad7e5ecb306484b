import type { ReplicationKind } from '../../../functions/dr-operations/replication/traits';
import type { EnvironmentSettings } from '../../config';
import { guaranteeLines } from '../../replication/kind-words';
import { SITUATIONS, type Situation } from '../situations';
import { STEP_GUIDE, type StepGuides } from '../steps';
import { ENTERPRISE_BY_HAND, keyShares } from './enterprise';
import { POSTGRES_SITUATIONS, POSTGRES_STEPS } from './postgres';
import { SNAPSHOT_SITUATIONS, SNAPSHOT_STEPS } from './snapshot';

/** What the runbook of a kind of replication has for itself. */
export interface RunbookOfKind {
  readonly situations: readonly Situation[];
  readonly steps: StepGuides;
  /** What the commands by hand need. */
  readonly byHand: string;
  /** The last section. */
  readonly end: (pair: EnvironmentSettings) => string;
}

const promises = (kind: ReplicationKind): string => `## What is guaranteed

${guaranteeLines(kind)
  .map((line) => `- ${line}`)
  .join('\n')}
`;

export const RUNBOOKS: Readonly<Record<ReplicationKind, RunbookOfKind>> = {
  enterprise: { situations: SITUATIONS, steps: STEP_GUIDE, byHand: ENTERPRISE_BY_HAND, end: keyShares },
  snapshot: {
    situations: SNAPSHOT_SITUATIONS,
    steps: SNAPSHOT_STEPS,
    byHand:
      'The commands by hand do what the Lambda does, without its lease and its proof: make sure that nobody else works on the pair. ' +
      'They\nneed `VAULT_TOKEN`, a token of the cluster that they name; after a restore, one of the restored data. With OpenBao, write ' +
      '`bao`\ninstead of `vault`.',
    end: () => promises('snapshot'),
  },
  postgres: {
    situations: POSTGRES_SITUATIONS,
    steps: POSTGRES_STEPS,
    byHand:
      'The commands by hand do what the Lambda does, without its lease and its proof: make sure that nobody else works on the pair. ' +
      '`HOME_DB`\nand `AWAY_DB` are connection strings of a role that may do it, with the password in `~/.pgpass`. With OpenBao, write ' +
      '`bao` instead of\n`vault`.',
    end: () => promises('postgres'),
  },
};
