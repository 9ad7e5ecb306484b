import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf, normalise, type NormalisedChange } from '../changes/normalise';
import { DeliveryError } from '../errors';
import type { PlanJson } from '../summary/plan-json';
import { findSecret } from '../summary/secrets';
import type { Terraform } from './terraform';

/** File of a plan in the folder in which Terraform works. */
export const PLAN_FILE = 'plan.tfplan';

/** What a plan would change. */
export interface Planned {
  readonly plan: PlanJson;
  readonly changes: readonly NormalisedChange[];
  /** Digest of the changes. */
  readonly digest: string;
}

/**
 * Plans, and reads what the plan would change. The plan is in {@link PLAN_FILE} then.
 *
 * @throws DeliveryError when the plan is incomplete, or has something like a secret in it
 */
export async function makePlan(terraform: Terraform, options: { destroy?: boolean; lock?: boolean }): Promise<Planned> {
  await terraform.plan({ out: PLAN_FILE, ...options });
  return readPlan(await terraform.showPlan(PLAN_FILE));
}

/** Plans what nobody may apply, without the lock, and keeps no plan file. */
export async function makeSpeculativePlan(terraform: Terraform, folder: string): Promise<Planned> {
  try {
    return await makePlan(terraform, { lock: false });
  } finally {
    rmSync(join(folder, PLAN_FILE), { force: true });
  }
}

/** @param json of `terraform show -json` */
export function readPlan(json: string): Planned {
  const secret = findSecret(json);
  if (secret !== undefined) {
    throw new DeliveryError(`the plan contains ${secret}, so it is not used: find the resource that puts it there`);
  }
  const plan = JSON.parse(json) as PlanJson;
  if (plan.errored === true) throw new DeliveryError('planning failed half-way, so the plan is not used: plan again');
  if (plan.complete === false) {
    throw new DeliveryError(
      'Terraform leaves something for a later plan, so the plan is not used: leave out -target, and give every value that is needed',
    );
  }
  const changes = normalise(plan);
  return { plan, changes, digest: digestOf(changes) };
}
