import type { StatusResult } from '../../functions/dr-operations/result';
import type { ClusterName } from '../../functions/shared/contract';
import type { Session } from '../session';
import { ofThisRelease } from './any-release';
import { describeInvocation, invoke, type Invocation, type NotStarted } from './invoke';
import { localStatus } from './local-engine';
import { operationsLambda, watchLambda } from './operations-lambda';

/** The status of the pair as one region sees it, or why that region gives none. */
export type RegionView =
  | { readonly kind: 'seen'; readonly status: StatusResult }
  | { readonly kind: 'unseen'; readonly why: NotStarted['why'] | 'no-answer'; readonly detail: string };

/** The pair as seen from the region of each cluster. */
export type PairViews = Readonly<Record<ClusterName, RegionView>>;

/** Limit for one status: it takes about a second, and a cold start in a VPC some more. */
const STATUS_MS = 15_000;

/**
 * Reads the status from one region. Each region has its own operation token and its own network, so their views can
 * differ. With `--local` this process reads it instead, with the token of the region.
 */
export const viewFrom = (session: Session, cluster: ClusterName): Promise<RegionView> =>
  (session.options.local ? viewFromHere : viewFromLambda)(session, cluster);

/** Reads the status from both regions in parallel. */
export async function viewPair(session: Session): Promise<PairViews> {
  const [home, away] = await Promise.all([viewFrom(session, 'home'), viewFrom(session, 'away')]);
  return { home, away };
}

async function viewFromLambda({ aws, settings }: Session, cluster: ClusterName): Promise<RegionView> {
  const ask = (lambda: string): Promise<Invocation> =>
    invoke(aws.lambda(cluster, STATUS_MS), lambda, { operation: 'status' });
  const answer = await ask(operationsLambda(settings, cluster));
  if (answer.kind === 'answered') return seen(answer.payload);
  if (answer.kind === 'not-started' && answer.why === 'denied') {
    // Who may look and not operate may call the watch.
    const fromWatch = await ask(watchLambda(settings, cluster));
    if (fromWatch.kind === 'answered') return seen(fromWatch.payload);
  }
  const why = answer.kind === 'not-started' ? answer.why : 'no-answer';
  return { kind: 'unseen', why, detail: describeInvocation(answer) };
}

const seen = (payload: unknown): RegionView => ({ kind: 'seen', status: ofThisRelease<StatusResult>(payload) });

const viewFromHere = async (session: Session, cluster: ClusterName): Promise<RegionView> => ({
  kind: 'seen',
  status: await localStatus(session, cluster),
});
