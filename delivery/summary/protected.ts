import { effectOf, type PlanJson } from './plan-json';

/** Attributes by which AWS resources refuse to be deleted. */
const PROTECTIONS = /^(?:enable_)?deletion_protection(?:_enabled)?$/;

/** @returns the addresses of resources that a plan destroys although AWS refuses to delete them */
export const findProtected = ({ resource_changes = [] }: PlanJson): string[] =>
  resource_changes.flatMap((resource) =>
    effectOf(resource) === 'destroyed' && isProtected(resource.change.before) ? resource.address : [],
  );

function isProtected(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([name, inner]) => (PROTECTIONS.test(name) && inner === true) || isProtected(inner),
  );
}
