import type { OperationResult } from '../../functions/dr-operations/result';
import type { Ending } from '../operations/ending';
import { beginRun, type OperationRequest, type OperationRun } from '../operations/request';
import type { Session } from '../session';
import { needsOf } from './calls';
import { isBetweenRoles, type Glass } from './glass';
import type { ShareHolders } from './make-token';
import { collectAhead, withPeople } from './people';
import { relink } from './relink';

/** How one operation of a break-glass run ended. */
export interface GlassEnding {
  readonly request: OperationRequest;
  readonly ending: Ending;
}

export interface Carrying {
  readonly request: OperationRequest;
  readonly run: OperationRun;
  /** Of the dry run. */
  readonly result: OperationResult;
  readonly holders: ShareHolders;
}

/**
 * Makes the tokens, runs the operation, and after a failover lets the old primary follow where that one answers.
 *
 * @throws VaultDrError when no token can be made; nothing was changed then
 */
export async function carryOut(
  session: Session,
  glass: Glass,
  { request, run, result, holders }: Carrying,
): Promise<GlassEnding[]> {
  await withPeople(session.io, holders, () => prepare(glass, result, holders));
  const ending = await runAndRelink(session, glass, run);
  const endings = [{ request, ending }];
  const isLeft = ending.kind === 'result' && ending.result.outcome === 'done' && ending.result.left.includes('rejoin');
  if (request.operation === 'failover' && isLeft) endings.push(...(await rejoin(session, glass, holders)));
  return endings;
}

/** The old primary is demoted and linked when it can be; when it cannot, that is for later. */
async function rejoin(session: Session, glass: Glass, holders: ShareHolders): Promise<GlassEnding[]> {
  const request: OperationRequest = { operation: 'rejoin' };
  const run = beginRun(request);
  const planned = await glass.planSettled(run);
  if (planned.kind !== 'result' || planned.result.plan?.kind !== 'act' || isBetweenRoles(planned)) return [];
  if (needsOf(planned.result.plan).header && !glass.credentials.vaultToken) {
    session.io.err('Letting the old primary follow takes VAULT_TOKEN, which is not set: left for later.');
    return [];
  }
  await withPeople(session.io, holders, () => prepare(glass, planned.result, holders));
  return [{ request, ending: await runAndRelink(session, glass, run) }];
}

const runAndRelink = async ({ io }: Session, glass: Glass, run: OperationRun): Promise<Ending> =>
  relink(await glass.run(run), { again: () => glass.run(run), tell: (text) => io.err(text), clock: glass.clock });

/** Gets from people what they have to give, before a lease is held and time runs. */
async function prepare(glass: Glass, { plan, before }: OperationResult, holders: ShareHolders): Promise<void> {
  const [first] = needsOf(plan).tokens;
  if (first === undefined) return;
  if (before[first].role === 'secondary') await glass.credentials.prepare(first);
  else await collectAhead(glass.vault[first], holders);
}
