import type { ReplicationStep, RunStep } from '../replication/driver';
import type { Step, StepOf } from '../steps';
import type { StepContext, StepResult } from './context';
import { confirmDns, switchDns } from './dns';
import { awaitPrimary, settle } from './wait';

interface Executor<K extends Step['kind']> {
  readonly run: RunStep<K>;
  /** Whether it may change the clusters or the client name, so that a failure may leave something changed. */
  readonly changes: boolean;
}

/** The kind of replication executes it. */
const byDriver =
  <K extends ReplicationStep>(kind: K): RunStep<K> =>
  (context, step) =>
    context.replication.steps[kind](context, step);

/** What the old one of two primaries has taken meanwhile, nothing proves that the other one has it. */
const demote: RunStep<'demote'> = async (context, step) => {
  const { promotion: last } = context.world;
  const isDisproved = step.cause === 'second-primary' && last?.proof === 'came' && last.cluster !== step.cluster;
  if (!isDisproved) return byDriver('demote')(context, step);
  const promotion = { ...last, proof: 'none' } as const;
  await context.keep(promotion);
  return { ...(await byDriver('demote')(context, step)), promotion };
};

const fence: RunStep<'fence'> = (context, step) => {
  const { replication } = context;
  if (!replication.fence) throw new Error(`${replication.traits.kind} has no fence, and one was planned`);
  return replication.fence(context, step);
};

const unfence: RunStep<'unfence'> = (context, step) => {
  const { replication } = context;
  if (!replication.unfence) throw new Error(`${replication.traits.kind} takes no fence away, and that was planned`);
  return replication.unfence(context, step);
};

/** How each kind of step is executed. */
const EXECUTORS: { readonly [K in Step['kind']]: Executor<K> } = {
  settle: { run: (context, { cluster }) => settle(context, cluster), changes: false },
  listen: { run: byDriver('listen'), changes: false },
  demote: { run: demote, changes: true },
  fence: { run: fence, changes: true },
  unfence: { run: unfence, changes: true },
  'catch-up': { run: byDriver('catch-up'), changes: false },
  promote: { run: byDriver('promote'), changes: true },
  verify: { run: byDriver('verify'), changes: false },
  'switch-dns': { run: switchDns, changes: true },
  'await-primary': { run: (context, { cluster }) => awaitPrimary(context, cluster), changes: false },
  'confirm-dns': { run: confirmDns, changes: false },
  link: { run: byDriver('link'), changes: true },
};

/** Whether a step may change the clusters or the client name. */
export const changesTheWorld = ({ kind }: Pick<Step, 'kind'>): boolean => EXECUTORS[kind].changes;

/** Executes one step. @throws VaultDrError if it does not reach its end */
export const execute = <K extends Step['kind']>(context: StepContext, step: StepOf<K>): Promise<StepResult> =>
  (EXECUTORS[step.kind] as Executor<K>).run(context, step);
