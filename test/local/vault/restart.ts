import { CUT, data, NO_ACTIVE_NODE, SEALED, type Answer } from './answers';
import type { Call } from './call';
import type { ClusterCore, Restart } from './cluster-core';
import { healthAnswer, type NodeHealth } from './health';
import type { DuringRestart } from './settings';
import { drStatus } from './status';

/** State of a node at one moment of its restart. `status`: whether `dr/status` answers. */
interface Moment extends NodeHealth {
  readonly status: boolean;
}

const UNKNOWN: Moment = { mode: 'unknown', standby: true, sealed: false, status: false };
const BOOTSTRAPPING: Moment = { mode: 'bootstrapping', standby: true, sealed: false, status: true };
const SEALED_MOMENT: Moment = { mode: 'unknown', standby: true, sealed: true, status: false };

/** Answer of a cluster during a restart; `undefined` when none is under way. */
export function answerWhileRestarting(core: ClusterCore, call: Call): Answer | typeof CUT | undefined {
  const { restart } = core;
  if (!restart) return undefined;
  const { behaviour } = core.context.settings;
  if (restart.kind === 'demote' && behaviour.statusDuringDemote) {
    if (call.path === 'sys/health') {
      return healthAnswer(core, call, { mode: 'secondary', standby: false, sealed: false });
    }
    if (isStatus(call)) return tell(call, drStatus(core));
  }
  const moment = momentOf(core, restart, behaviour.duringRestart);
  if (moment === CUT) return CUT;
  if (call.path === 'sys/health') return healthAnswer(core, call, moment);
  if (moment.status && isStatus(call)) return tell(call, { mode: moment.mode });
  return moment.sealed ? SEALED : NO_ACTIVE_NODE;
}

const isStatus = ({ path }: Call): boolean => /^sys\/replication\/(dr\/)?status$/.test(path);

const tell = (call: Call, dr: object): Answer =>
  data(call.path.endsWith('dr/status') ? dr : { dr, performance: { mode: 'disabled' } });

function momentOf(core: ClusterCore, restart: Restart, how: DuringRestart): Moment | typeof CUT {
  switch (how) {
    case 'reset':
      return CUT;
    case 'bootstrapping':
      return BOOTSTRAPPING;
    case 'unavailable-503':
      return SEALED_MOMENT;
    case 'standby-429':
      return UNKNOWN;
    case 'mixed': {
      const done = (Date.now() - restart.startedAt) / restart.durationMs;
      if (done < 0.2) return CUT;
      return done < 0.6 ? UNKNOWN : BOOTSTRAPPING;
    }
  }
}
