import { data, failure, NO_ACTIVE_NODE, SEALED, type Answer } from './answers';
import type { Call } from './call';
import type { ClusterCore } from './cluster-core';
import { healthAnswer } from './health';

/**
 * A node behind the address of a cluster that is not the one which speaks for it. `old-role` is a standby that still
 * tells what the cluster was before its last role change; what it cannot tell, the active node does.
 */
export type OtherNode = 'sealed' | 'uninitialised' | 'no-leader' | 'old-role';

/** What a cluster told at the last moment before a role change. */
export interface FormerSelf {
  readonly mode: string;
  readonly status: Readonly<Record<string, unknown>>;
}

/** The answer of that node; `undefined` when it lets the active one answer. */
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

/** A node that was never initialised is sealed as well. */
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

/** It knows the role of the cluster from the time when there was a leader. */
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
