import { data, failure, NO_ACTIVE_NODE, SEALED, type Answer } from './answers';
import type { Call } from './call';
import type { ClusterCore } from './cluster-core';
import { healthAnswer } from './health';

/**
 * State of a node that answers in place of the active one. `old-role` is a standby that still reports the role before the
 * last role change; the active node answers all other paths.
 */
export type OtherNode = 'sealed' | 'uninitialised' | 'no-leader' | 'old-role';

/** Mode and status of a cluster right before a role change. */
export interface FormerSelf {
  readonly mode: string;
  readonly status: Readonly<Record<string, unknown>>;
}

/** Answer of that node; `undefined` when the active node answers. */
export function answerOfOtherNode(core: ClusterCore, node: OtherNode, call: Call): Answer | undefined {
  switch (node) {
    case 'sealed':
      return answerOfSealed(core, call, true);
    case 'uninitialised':
      return answerOfSealed(core, call, false);
    case 'no-leader':
      return answerWithoutLeader(core, call);
    case 'old-role':
      return core.formerSelf && answerOfFormerSelf(core, core.formerSelf, call);
  }
}

/** Answers of a sealed node. A node that was never initialised is sealed as well. */
function answerOfSealed(core: ClusterCore, call: Call, initialised: boolean): Answer {
  switch (call.path) {
    case 'sys/health':
      return healthAnswer(core, call, { mode: 'unknown', standby: true, sealed: true, initialised });
    case 'sys/init':
      return { status: 200, body: { initialized: initialised } };
    case 'sys/seal-status':
      return { status: 200, body: { type: 'shamir', initialized: initialised, sealed: true } };
    default:
      return SEALED;
  }
}

/** Answers of a standby without a leader. It still knows the role of the cluster. */
function answerWithoutLeader(core: ClusterCore, call: Call): Answer | undefined {
  switch (call.path) {
    case 'sys/health':
      return healthAnswer(core, call, { mode: core.role, standby: true, sealed: false, leaderLost: true });
    case 'sys/init':
    case 'sys/seal-status':
      return undefined;
    case 'sys/leader':
      return failure(500, 'node not active but active node not found');
    default:
      return NO_ACTIVE_NODE;
  }
}

function answerOfFormerSelf(core: ClusterCore, { mode, status }: FormerSelf, call: Call): Answer | undefined {
  switch (call.path) {
    case 'sys/health':
      return healthAnswer(core, call, { mode, standby: true, sealed: false });
    case 'sys/replication/dr/status':
      return data(status);
    case 'sys/replication/status':
      return data({ dr: status, performance: { mode: 'disabled' } });
    default:
      return undefined;
  }
}
