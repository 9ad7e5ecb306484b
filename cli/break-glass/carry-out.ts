import type { OperationResult } from '../../functions/dr-operations/result';
import type { Ending } from '../operations/ending';
import { beginRun, type OperationRequest, type OperationRun } from '../operations/request';
import { CliError } from '../exit-codes';
import { askToAccept, mayAsk } from '../operations/consent';
import { refusalIn, type Refused } from '../operations/refusal';
import { renderRefusal } from '../render/refusal';
import type { GlassSession } from './break-glass';
import { needsOf } from './calls';
import { glassCommand } from './command';
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
  session: GlassSession,
  glass: Glass,
  { request, run, result, holders }: Carrying,
): Promise<GlassEnding[]> {
  await withPeople(session.io, holders, () => prepare(glass, result, holders));
  const ending = await runAndRelink(session, glass, request, run);
  const endings = [{ request, ending }];
  const isLeft = ending.kind === 'result' && ending.result.outcome === 'done' && ending.result.left.includes('rejoin');
  if (request.operation === 'failover' && isLeft) {
    endings.push(...(await rejoin(session, glass, { holders, ...(request.reason && { reason: request.reason }) })));
  }
  return endings;
}

interface Rejoining {
  readonly holders: ShareHolders;
  /** Of the failover before. */
  readonly reason?: string;
}

/** The old primary is demoted and linked when it can be; when it cannot, that is for later. */
async function rejoin(session: GlassSession, glass: Glass, { holders, reason }: Rejoining): Promise<GlassEnding[]> {
  const { io } = session;
  let request: OperationRequest = { operation: 'rejoin' };
  let planned = await glass.planSettled(beginRun(request));
  const refused = refusalIn(planned);
  if (refused && refused.needs.length > 0) {
    const accepted = await askToDiscard(session, { ...request, ...(reason !== undefined && { reason }) }, refused);
    if (!accepted) return [];
    request = accepted;
    planned = await glass.planSettled(beginRun(request));
  }
  if (planned.kind !== 'result' || planned.result.plan?.kind !== 'act' || isBetweenRoles(planned)) return [];
  if (needsOf(planned.result.plan).header && !glass.credentials.vaultToken) {
    io.err('Letting the old primary follow takes VAULT_TOKEN, which is not set: left for later.');
    return [];
  }
  const { result } = planned;
  await withPeople(io, holders, () => prepare(glass, result, holders));
  return [{ request, ending: await runAndRelink(session, glass, request, beginRun(request)) }];
}

/** The failover is done, whatever the operator answers. @returns `undefined` where it is left for later */
async function askToDiscard(
  session: GlassSession,
  request: OperationRequest,
  refused: Refused,
): Promise<OperationRequest | undefined> {
  const { io, settings, paint } = session;
  if (!mayAsk(session)) {
    io.err(renderRefusal(settings, { operation: 'rejoin' }, refused, paint, (what) => glassCommand(session, what)));
    return undefined;
  }
  try {
    return await askToAccept(session, request, refused, (what) => glassCommand(session, what));
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    io.err('The old primary is left as it is, for later.');
    return undefined;
  }
}

/** What was accepted for a rejoin is what a link discards. */
const runAndRelink = async (
  { io }: GlassSession,
  glass: Glass,
  { operation, accept = [], reason }: OperationRequest,
  run: OperationRun,
): Promise<Ending> =>
  relink(await glass.run(run), {
    link: (to) => {
      const { actor } = run.event;
      const discards = operation === 'rejoin' && accept.includes('loss');
      const event = { operation: 'link', to, actor, ...(reason !== undefined && { reason }) } as const;
      return glass.run({ event: discards ? { ...event, accept: ['loss'] } : event });
    },
    tell: (text) => io.err(text),
    clock: glass.clock,
  });

/** Gets from people what they have to give, before a lease is held and time runs. */
async function prepare(glass: Glass, { plan, before }: OperationResult, holders: ShareHolders): Promise<void> {
  const [first] = needsOf(plan).tokens;
  if (first === undefined) return;
  if (before[first].role === 'secondary') await glass.credentials.prepare(first);
  else await collectAhead(glass.vault[first], holders);
}
