/** `make apply` and `make destroy`. They need the AWS clients, which take long to load. */
import { ENVIRONMENTS, type EnvironmentName } from '../../live/environments';
import { applyMain } from '../apply/apply-main';
import { destroyEnvironment } from '../apply/destroy';
import { UsageError } from '../errors';
import { reportFolder } from '../paths';
import type { Approval } from '../records/records';
import { parseEnvironment, type Arguments } from './arguments';
import { writeReport } from './report';

/** `make apply`: plans main anew, and applies that plan if its review or an approval allows it. */
export async function apply(args: Arguments): Promise<void> {
  const environment = parseEnvironment(args.env);
  // A question of an earlier run must not be taken for one of this run.
  writeReport(reportFolder('apply', environment), {});
  await applyMain(environment, { approval: parseApproval(args), skipped: parseHotfix(environment, args.hotfix) });
}

/** @returns `undefined` when nobody approves anything */
function parseApproval({ approved, approver, addresses = '' }: Arguments): Approval | undefined {
  if (approved === undefined) {
    if (approver === undefined && addresses === '') return undefined;
    throw new UsageError('APPROVED is missing: an approval names the digest that "make apply" has shown');
  }
  if (!/^[0-9a-f]{64}$/.test(approved)) {
    throw new UsageError(`APPROVED=${approved} is not a digest: give all 64 digits that "make apply" has shown`);
  }
  if (approver === undefined) throw new UsageError('APPROVER is missing: give the name of the person who allows it');
  return { by: approver, digest: approved, addresses: splitAddresses(addresses) };
}

/** A key in an address, such as `aws_x.y["a b"]`, may have spaces in it. */
const splitAddresses = (text: string): string[] => text.match(/(?:"(?:\\.|[^"\\])*"|[^\s"])+/g) ?? [];

/** @returns the environments that are skipped */
function parseHotfix(environment: EnvironmentName, hotfix: string | undefined): EnvironmentName[] {
  if (hotfix === undefined) return [];
  if (parseEnvironment(hotfix) !== environment) {
    throw new UsageError(`HOTFIX=${hotfix} changes only ${hotfix}, and ENV is ${environment}: give both the same`);
  }
  return ENVIRONMENTS.slice(0, ENVIRONMENTS.indexOf(environment));
}

/**
 * `make destroy`: shows what would be destroyed. Destroys exactly that when CONFIRM repeats the environment's name and DIGEST
 * the digest that was shown.
 */
export async function destroy({ env, confirm, digest }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  await destroyEnvironment(environment, confirm === environment ? digest : undefined);
}
