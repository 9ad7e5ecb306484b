import type { VaultDrProps } from '../vault-dr-props';
import { known, when, whole } from './rules';

/** What an expression of EventBridge begins with; AWS checks the rest. */
const SCHEDULE = /^(cron|rate)\([^()]+\)$/;
const PRODUCTION = /(^|-)prod(uction)?(-|$)/;

/** A drill that begins by itself needs somebody who hears of it, and stays out of production unless that is asked for. */
export function validateDrill({
  drill,
  watch,
  environment,
}: Pick<VaultDrProps, 'drill' | 'environment'> & { readonly watch?: object | false }): string[] {
  if (!drill) return [];
  const { schedule, rtoSeconds, holdSeconds, inProduction = false } = drill;
  const isScheduled = schedule !== undefined;
  return [
    ...whole('drill.rtoSeconds', rtoSeconds, 1, 3_600),
    ...whole('drill.holdSeconds', holdSeconds, 1, 3_600),
    ...when(
      known(schedule) && !SCHEDULE.test(schedule ?? ''),
      `drill.schedule is "${schedule}": give an expression of EventBridge, as in "cron(0 4 1 * ? *)".`,
    ),
    ...when(
      isScheduled && watch === false,
      'drill.schedule needs the watch: leave out watch: false, or leave drill.schedule out, because nobody would hear of a drill that failed.',
    ),
    ...when(
      isScheduled && !inProduction && known(environment) && PRODUCTION.test(environment),
      `drill.schedule is given for the environment "${environment}": set drill.inProduction to true if clients of production may wait twice per drill, or leave drill.schedule out.`,
    ),
  ];
}
