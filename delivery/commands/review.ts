/** `make review`. It needs the AWS clients, which take long to load. */
import { relative, resolve } from 'node:path';
import type { EnvironmentName } from '../../live/environments';
import { DeliveryError, UsageError } from '../errors';
import { resolveObject, type Revision } from '../git';
import { reportFolder, ROOT, stackFolder } from '../paths';
import { whoRuns, withRecords } from '../records/open';
import type { Review } from '../records/records';
import { checkForeignStack, type Stack } from '../review/foreign-stack';
import { copyStack, readStack, stackDigest } from '../review/stack-files';
import { renderSummary } from '../summary/render';
import { makeSpeculativePlan, type Planned } from '../terraform/planned';
import { prepareTerraform } from '../terraform/prepare';
import { inWorkFolder } from '../terraform/work-folder';
import { parseEnvironment, type Arguments } from './arguments';
import { pinnedVersionIn } from './heading';
import { FULL_FILE, SUMMARY_FILE, writeReport } from './report';

/**
 * `make review`: plans the stack that a pull request synthesised, which is data, with the code of the checkout. Keeps a
 * record of what was shown.
 */
export async function review({ env, change, tree }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  if (change === undefined) {
    throw new UsageError('CHANGE is missing: give the folder of the stack that the pull request synthesised');
  }
  const report = reportFolder('review', environment);
  writeReport(report, {});
  const [source, revision] = [resolve(ROOT, change), await findRevision(tree)];
  const { plan, changes, digest } = await planForeign(environment, source);
  const record: Review = {
    kind: 'review',
    environment,
    ...revision,
    digest,
    by: await whoRuns(environment),
    stack: stackDigest(source),
    changes,
    at: new Date().toISOString(),
  };
  const module = await pinnedVersionIn(revision.tree, environment);
  const heading = { environment, module, commit: revision.commit, digest };
  const summary = renderSummary(plan, heading);
  const key = await withRecords(environment, (records) => records.write(record, record.at));
  writeReport(report, {
    [SUMMARY_FILE]: summary,
    [FULL_FILE]: renderSummary(plan, heading, { full: true }),
    'review.json': `${JSON.stringify(record, undefined, 2)}\n`,
  });
  process.stdout.write(`${summary}\nRecorded as ${key}; see ${relative(ROOT, report)}\n`);
}

/** The backend and the providers are those of the checkout, and so is the lock file of the providers. */
async function planForeign(environment: EnvironmentName, source: string): Promise<Planned> {
  const [foreign, ours] = [readStack(source), readStack(stackFolder(environment))];
  const problems = checkForeignStack(foreign, ours);
  if (problems.length > 0) {
    const lines = problems.map((problem) => `the stack of the pull request is not planned: ${problem}`);
    throw new DeliveryError(lines.join('\n'));
  }
  const stack: Stack = { ...foreign, terraform: ours.terraform, provider: ours.provider };
  return inWorkFolder(`${environment}-review`, async (folder) => {
    copyStack(source, folder, stack);
    return makeSpeculativePlan(await prepareTerraform(environment, { folder }), folder);
  });
}

/** @param name a commit, or a tree. A tree that this clone does not have needs all digits. @default - HEAD */
async function findRevision(name = 'HEAD'): Promise<Revision> {
  // git takes an argument that begins with a dash as an option.
  const known = name.startsWith('-') ? undefined : await resolveObject(`${name}^{tree}`);
  const tree = known ?? (/^[0-9a-f]{40,64}$/.test(name) ? name : undefined);
  if (tree === undefined) {
    throw new UsageError(`TREE=${name} is neither a commit nor a tree: fetch it, or give the hash of the tree`);
  }
  const commit = (known && (await resolveObject(`${name}^{commit}`))) ?? (await resolveObject('HEAD')) ?? '';
  return { commit, tree };
}
