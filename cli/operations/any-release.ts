import type { Problem } from '../../functions/dr-operations/problems';

/**
 * The answer of a Lambda in the shape of this release. In an outage the tool may be newer than the Lambdas, and has to
 * understand them. Release 0.1.0 gave no `version`: its problems and warnings are sentences, its plans have `stages`, and
 * its refusals `lift`.
 *
 * @param payload what the Lambda gave; every other release already has the shape of this one
 */
export function ofThisRelease<T>(payload: unknown): T {
  if (!isRecord(payload) || 'version' in payload) return payload as T;
  const { problems, warnings, plan } = payload;
  return {
    ...payload,
    ...(Array.isArray(problems) && { problems: problems.map(withKind) }),
    ...(Array.isArray(warnings) && { warnings: warnings.map(withKind) }),
    ...(isRecord(plan) && { plan: renamed(plan) }),
  } as T;
}

const withKind = (problem: unknown): unknown =>
  typeof problem === 'string' ? ({ kind: 'other-release', text: problem } satisfies Problem) : problem;

const renamed = ({ stages, lift, ...plan }: Record<string, unknown>): Record<string, unknown> => ({
  ...plan,
  ...(stages !== undefined && { rounds: stages }),
  ...(lift !== undefined && { remedy: lift }),
});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
