import type { Step, StepOf } from '../steps';
import { catchUp } from './catch-up';
import type { StepContext, StepResult } from './context';
import { demote } from './demote';
import { confirmDns, switchDns } from './dns';
import { link } from './link';
import { listen } from './listen';
import { promote } from './promote';
import { verify } from './verify';
import { awaitPrimary, settle } from './wait';

interface Executor<K extends Step['kind']> {
  readonly run: (context: StepContext, step: StepOf<K>) => Promise<StepResult>;
  /** Whether it may change the clusters or the client name, so that a failure may leave something changed. */
  readonly changes: boolean;
}

/** How each kind of step is executed. */
const EXECUTORS: { readonly [K in Step['kind']]: Executor<K> } = {
  settle: { run: (context, { cluster }) => settle(context, cluster), changes: false },
  listen: { run: (context, { cluster }) => listen(context, cluster), changes: false },
  demote: { run: demote, changes: true },
  'catch-up': { run: catchUp, changes: false },
  promote: { run: promote, changes: true },
  verify: { run: verify, changes: false },
  'switch-dns': { run: switchDns, changes: true },
  'await-primary': { run: (context, { cluster }) => awaitPrimary(context, cluster), changes: false },
  'confirm-dns': { run: confirmDns, changes: false },
  link: { run: link, changes: true },
};

/** Whether a step may change the clusters or the client name. */
export const changesTheWorld = ({ kind }: Pick<Step, 'kind'>): boolean => EXECUTORS[kind].changes;

/** Executes one step. @throws VaultDrError if it does not reach its end */
export const execute = <K extends Step['kind']>(context: StepContext, step: StepOf<K>): Promise<StepResult> =>
  (EXECUTORS[step.kind] as Executor<K>).run(context, step);
