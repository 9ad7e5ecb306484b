import type { Step } from '../../../functions/dr-operations/steps';

/** What a step is for a person who does it by hand. */
export interface StepGuide {
  readonly what: string;
  /** How to take it back. */
  readonly undo: string;
}

const NOTHING = 'Nothing to undo: it only looks.';

/** Every step of the engine; a new kind of step is a type error here until it is explained. */
export const STEP_GUIDE: Readonly<Record<Step['kind'], StepGuide>> = {
  settle: { what: 'Wait until the cluster says what it is: a role change or an election is under way.', undo: NOTHING },
  listen: {
    what:
      'The primary gives no answer, but the secondary heard it a moment ago. Look at `last_heartbeat` for some seconds: when ' +
      'it goes on, the primary lives and only the way to it is broken.',
    undo: NOTHING,
  },
  demote: {
    what: 'Make the primary a secondary. From here on it takes no writes; it keeps its data and follows nobody yet.',
    undo: 'Promote it again, with a DR operation token: it has every write until the other one is promoted.',
  },
  'catch-up': {
    what: 'Wait until the secondary has the last WAL of the demoted cluster, or the same Merkle root.',
    undo: NOTHING,
  },
  promote: {
    what: 'Make the secondary the primary. It restarts for some seconds.',
    undo: 'Demote it. What was written on it meanwhile is lost if the other one is promoted instead.',
  },
  verify: {
    what:
      'When the demoted cluster is back, compare its last WAL, or its Merkle root, with what the promoted one had before ' +
      'its promotion. Only then the name moves.',
    undo: 'Without the proof: demote the promoted cluster, promote the other one again, and link.',
  },
  'switch-dns': {
    what: 'Give the client name to the cluster: 255 for it and 0 for the other one, in one batch.',
    undo: 'The same commands with the other cluster. Never leave both at 0: Route 53 then answers with both.',
  },
  'await-primary': { what: 'Wait until the promoted cluster serves.', undo: NOTHING },
  'confirm-dns': { what: 'Wait until every name server of Route 53 has the change.', undo: NOTHING },
  link: {
    what:
      'Make the cluster follow the primary, with a secondary token that is used once and at once. What it has and the ' +
      'primary has not is overwritten. When it fails, take a new token and try again.',
    undo: 'Revoke its id on the primary. It keeps its data and stays a secondary without a link.',
  },
};
