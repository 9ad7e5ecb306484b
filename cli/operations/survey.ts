import type { StatusResult } from '../../functions/dr-operations/result';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import type { Session } from '../session';
import { invoke, type Invocation } from './invoke';
import { localStatus } from './local';

/** What one region's control plane says, or why it says nothing. */
export type View =
  { readonly kind: 'seen'; readonly status: StatusResult } | { readonly kind: 'unseen'; readonly detail: string };

/** The pair as each region's control plane sees it. */
export type Views = Readonly<Record<ClusterName, View>>;

/** A look takes a second, a cold start in a VPC some more. */
const LOOK_MS = 15_000;

/**
 * Asks both regions at once: one of them may be lost or busy, each keeps its own token, and a cluster that one of them
 * cannot reach is worth knowing. With `--local` this process looks, with each region's token.
 */
export async function survey(session: Session): Promise<Views> {
  const look = session.options.local ? lookLocally : lookByLambda;
  const [home, away] = await Promise.all(CLUSTER_NAMES.map((region) => look(session, region)));
  return { home: home as View, away: away as View };
}

async function lookByLambda({ aws, settings }: Session, region: ClusterName): Promise<View> {
  const functionName = settings[region].functions['dr-operations'];
  return toView(await invoke(aws.lambda(region, LOOK_MS), functionName, { operation: 'status' }));
}

function toView(answer: Invocation): View {
  switch (answer.kind) {
    case 'answered':
      return { kind: 'seen', status: answer.payload as StatusResult };
    case 'threw':
      return { kind: 'unseen', detail: `${answer.errorType}: ${answer.message}` };
    case 'not-started':
    case 'unknown':
      return { kind: 'unseen', detail: answer.detail };
  }
}

async function lookLocally(session: Session, region: ClusterName): Promise<View> {
  return { kind: 'seen', status: await localStatus(session, region) };
}
