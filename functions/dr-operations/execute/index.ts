import type { Step } from '../steps';
import { awaitPrimary } from './await-primary';
import { catchUp } from './catch-up';
import type { StepContext, StepResult } from './context';
import { demote } from './demote';
import { confirmDns, switchDns } from './dns';
import { link } from './link';
import { listen } from './listen';
import { promote } from './promote';
import { settle } from './settle';
import { verify } from './verify';

/** Does one step. @throws VaultDrError when it does not reach its end */
export function execute(context: StepContext, step: Step): Promise<StepResult> {
  switch (step.kind) {
    case 'settle':
      return settle(context, step.cluster);
    case 'listen':
      return listen(context, step.cluster);
    case 'demote':
      return demote(context, step);
    case 'catch-up':
      return catchUp(context, step);
    case 'promote':
      return promote(context, step);
    case 'verify':
      return verify(context, step);
    case 'switch-dns':
      return switchDns(context, step);
    case 'await-primary':
      return awaitPrimary(context, step.cluster);
    case 'confirm-dns':
      return confirmDns(context);
    case 'link':
      return link(context, step);
  }
}
