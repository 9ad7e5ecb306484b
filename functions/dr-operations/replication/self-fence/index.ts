import { otherCluster } from '../../../shared/contract';
import type { LeaseTables } from '../../aws-clients';
import type { OperationsConfig } from '../../config';
import type { ReplicationDriver } from '../driver';
import { fence, type SelfFence } from './fence';
import { FenceRows } from './rows';
import { letServe, tryToLetServe, unfence } from './unfence';

export type { SelfFence } from './fence';

/** What the configuration says of the servers. @returns `undefined` if they do not stop by themselves */
export const selfFenceOf = (
  tables: LeaseTables,
  { journalTable, selfFenceAfterSeconds: afterSeconds }: OperationsConfig,
): SelfFence | undefined =>
  afterSeconds === undefined ? undefined : { rows: new FenceRows(tables, journalTable), afterSeconds };

/**
 * A kind of replication whose servers stop Vault by themselves when they are told to, or when they cannot find out. A cluster
 * that nothing else can fence then counts as fenced after some time.
 *
 * @param selfFence `undefined`: the servers have no agent that does it
 */
export function withSelfFence(driver: ReplicationDriver, selfFence: SelfFence | undefined): ReplicationDriver {
  if (selfFence === undefined) return driver;
  const { promote, link } = driver.steps;
  return {
    ...driver,
    traits: { ...driver.traits, canFence: true },
    fence: (context, step) => fence(driver, selfFence, context, step),
    unfence: async (context, step) => {
      const others = await driver.fenced?.();
      if (driver.unfence === undefined || !others?.some(({ cluster }) => cluster === step.cluster))
        return unfence(selfFence, context, step);
      await letServe(selfFence, context, step);
      return driver.unfence(context, step);
    },
    fenced: async () => {
      const [told, others] = await Promise.all([selfFence.rows.read(), driver.fenced?.()]);
      return [...told.map((cluster) => ({ cluster, by: 'told-to-stop' }) as const), ...(others ?? [])];
    },
    steps: {
      ...driver.steps,
      promote: async (context, step) => {
        await letServe(selfFence, context, step);
        const result = await promote(context, step);
        // The other cluster is better than none, and its servers start again by themselves.
        if (result.isRefused && !result.effect) await tryToLetServe(selfFence, context, otherCluster(step.cluster));
        return result;
      },
      link: async (context, step) => {
        await letServe(selfFence, context, step);
        return link(context, step);
      },
    },
  };
}
