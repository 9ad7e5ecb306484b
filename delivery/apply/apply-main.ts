import { CONFIGS, type EnvironmentName } from '../../live/environments';
import { pinnedVersion } from '../commands/heading';
import { DeliveryError } from '../errors';
import { authorsSince, readNews, type News } from '../history';
import { authorsOfRelease } from '../release/authors';
import { readEnvironment } from '../guard/read-facts';
import { stackFolder } from '../paths';
import { whoRuns, withRecords } from '../records/open';
import type { Approval } from '../records/records';
import type { Records } from '../records/store';
import { copyStack, stackDigest } from '../review/stack-files';
import type { PlanJson } from '../summary/plan-json';
import { renderSummary } from '../summary/render';
import { synthesise } from '../synthesise';
import { makePlan } from '../terraform/planned';
import { prepareTerraform } from '../terraform/prepare';
import { inWorkFolder } from '../terraform/work-folder';
import { requireTipOfMain } from '../tip';
import { ask } from './ask';
import { carryOut, record, type Intent } from './carry-out';
import { decide, type Decision } from './decide';
import { rulesFor, rulesOf } from './rules';
import { objectionsToRecords, recordChanges, redirecting } from './records-change';

export interface ApplyOptions {
  /** What a person allows. @default - the review decides */
  readonly approval?: Approval | undefined;
  /** Environments that come before this one and are skipped. */
  readonly skipped: readonly EnvironmentName[];
}

/**
 * Plans main anew, and applies that plan in the same step if a review or an approval allows exactly its changes.
 *
 * @throws AskError when a person has to allow it; nothing is changed then
 * @throws DeliveryError when it must not be applied, or Terraform fails
 */
export async function applyMain(environment: EnvironmentName, { approval, skipped }: ApplyOptions): Promise<void> {
  const revision = await requireTipOfMain();
  await synthesise(environment);
  const source = stackFolder(environment);
  await withRecords(environment, async (records) => {
    const last = await records.readLastApplied();
    const news = await readNews(environment, last);
    const own = rulesOf(environment);
    const rules = rulesFor(own, last?.rules);
    if (news.note !== undefined) console.log(news.note);
    await inWorkFolder(environment, async (folder) => {
      copyStack(source, folder);
      const terraform = await prepareTerraform(environment, { folder, access: 'apply' });
      const { plan, changes, digest } = await makePlan(terraform, {});
      const heading = { environment, module: pinnedVersion(environment), commit: revision.commit, digest };
      const summary = renderSummary(plan, heading);
      process.stdout.write(`${summary}\n`);
      const redirects = await checkRecords(environment, plan);
      const decision = decide({
        environment,
        digest,
        stack: stackDigest(source),
        changes,
        redirects,
        ...rules,
        ...(await readFacts(environment, records, revision.tree, news)),
        approval,
      });
      if (decision.kind === 'refuse')
        throw new DeliveryError(`${environment} was not changed: ${decision.why.join('\n')}`);
      if (decision.kind === 'ask') {
        const { why, addresses } = decision;
        const { commit } = revision;
        throw ask({ environment, commit, digest, addresses, why, needsApproval: rules.needsApproval }, summary);
      }
      const { rolledBackFrom } = readEnvironment(environment);
      const intent: Intent = {
        environment,
        revision,
        digest,
        by: await whoRuns(environment),
        skipped,
        rules: own,
        ...(rolledBackFrom !== undefined && { rolledBackFrom }),
        ...reasonOf(decision),
      };
      if (decision.kind === 'nothing') await record(records, intent, 'unchanged');
      else await carryOut(terraform, folder, records, intent, 'applied');
    });
  });
}

async function readFacts(environment: EnvironmentName, records: Records, tree: string, { base, isAffected }: News) {
  return {
    isAffected,
    since: base ?? 'the beginning',
    reviews: await records.readReviews(tree),
    authors: [...(await authorsSince(base)), ...(await authorsOfRelease(environment, base))],
  };
}

const reasonOf = (decision: Exclude<Decision, { kind: 'ask' | 'refuse' }>): Pick<Intent, 'review' | 'approval'> =>
  decision.kind === 'nothing'
    ? {}
    : {
        ...(decision.review !== undefined && { review: decision.review }),
        ...(decision.approval !== undefined && { approval: decision.approval }),
      };

/**
 * Compares the records that a plan changes with what Route 53 and the lease say now.
 *
 * @returns the addresses of those that send clients to another cluster
 * @throws DeliveryError when the weights have changed since the plan, or an operation runs
 */
async function checkRecords(environment: EnvironmentName, plan: PlanJson): Promise<string[]> {
  const changed = recordChanges(plan);
  if (changed.length === 0) return [];
  // Loaded on use: the AWS clients are large.
  const { readLiveState } = await import('./live-state.js');
  const live = await readLiveState(CONFIGS[environment], plan);
  const objections = objectionsToRecords(changed, live);
  if (objections.length > 0) throw new DeliveryError(`${environment} was not changed: ${objections.join('\n')}`);
  return redirecting(changed, live);
}
