import type { Step } from '../../functions/dr-operations/steps';

/** Description of a step for a person who executes it by hand. */
export interface StepGuide {
  readonly what: string;
  /** How to undo it. */
  readonly undo: string;
}

/** A description of every kind of step. A new kind is a type error until it is described. */
export type StepGuides = Readonly<Record<Step['kind'], StepGuide>>;

const NOTHING = 'Nothing to undo: the step only reads.';

/** The steps of DR replication of Vault Enterprise. */
export const STEP_GUIDE: StepGuides = {
  settle: {
    what: 'Wait until the cluster reports its role. It is changing its role or electing a leader.',
    undo: NOTHING,
  },
  listen: {
    what:
      'The primary does not answer, but the secondary heard it shortly before. Read `last_heartbeat` for some seconds: if it ' +
      'changes, the primary is alive and only the network to it is broken.',
    undo: NOTHING,
  },
  demote: {
    what: 'Make the primary a secondary. From now on it accepts no writes. It keeps its data and does not follow a primary yet.',
    undo: 'Promote it again with a DR operation token. Until the other cluster is promoted, it has every write.',
  },
  fence: {
    what: 'Keep a cluster that gives no clear answer from taking writes: stop its database and its nodes, or cut them off.',
    undo: 'Let its database take writes again. Do that only if the other cluster was not promoted.',
  },
  unfence: {
    what:
      'Delete the rows that tell the servers of the cluster to stop Vault, in all three tables. They then start it. With ' +
      'snapshots also: restart Vault on the servers of a cluster that an operation which was killed has sealed or stopped.',
    undo: 'Stop Vault on its servers.',
  },
  'catch-up': {
    what: 'Wait until the secondary has the last WAL of the demoted cluster, or the same Merkle root.',
    undo: NOTHING,
  },
  promote: {
    what: 'Make the secondary the primary. It restarts, which takes some seconds.',
    undo: 'Demote it. If the other cluster is promoted instead, writes on this cluster since its promotion are lost.',
  },
  verify: {
    what:
      'When the demoted cluster answers again, compare its last WAL, or its Merkle root, with that of the promoted cluster ' +
      'before its promotion. The client name moves only after that.',
    undo: 'If writes are missing, demote the promoted cluster, promote the other one again, and link.',
  },
  'switch-dns': {
    what: 'Move the client name to the cluster: weight 255 for it and 0 for the other one, in one batch.',
    undo: 'Run the same commands for the other cluster. Never set both weights to 0: Route 53 then answers with both clusters.',
  },
  'await-primary': { what: 'Wait until the promoted cluster serves.', undo: NOTHING },
  'confirm-dns': { what: 'Wait until every name server of Route 53 has the change.', undo: NOTHING },
  link: {
    what:
      'Make the cluster follow the primary, with a new secondary token that can be used once. Data that the primary does not ' +
      'have is overwritten. If the link fails, use another new token.',
    undo: 'Revoke its id on the primary. The cluster keeps its data and stays a secondary without a link.',
  },
};
