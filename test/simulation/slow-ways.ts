import { met } from './kinds';
import type { CommonHabits } from './sim-pair';
import type { Way } from './sim-run';

const DIRECT: Way = { thereMs: 0, backMs: 0 };
const MOST_MS = 1_100;
/** The limit of a probe: an answer a little later is lost. */
const PROBE_MS = 1_000;
const AROUND_MS = 60;

/** Draws the delays of one call to a cluster: mostly none, sometimes about as long as its caller waits. */
export function drawWay({ slowAnswers = 0 }: CommonHabits): Way {
  if (slowAnswers === 0 || Math.random() >= slowAnswers) return DIRECT;
  const isAround = Math.random() < 0.3;
  const ms = isAround ? PROBE_MS + AROUND_MS * (Math.random() - 0.5) : 5 + Math.random() * (MOST_MS - 5);
  met('a call takes from 5 to 1,100 ms');
  const thereMs = Math.round(ms * Math.random());
  return { thereMs, backMs: Math.round(ms) - thereMs };
}
