import { stateBackend } from '../../live/shared/state';
import type { EnvironmentFacts } from './facts';
import { ownValues } from './separation';

/** The part of `cdk.tf.json` that the guard reads. */
export interface SynthesisedStack {
  readonly terraform: { readonly backend?: { readonly s3?: Readonly<Record<string, unknown>> } };
}

/**
 * Checks a synthesised stack: its state has to be the environment's own, and it must not contain a value of another
 * environment.
 *
 * @param text content of `cdk.tf.json`
 * @returns the problems, a line each
 */
export function checkStack(text: string, environment: EnvironmentFacts, others: readonly EnvironmentFacts[]): string[] {
  const { name, config } = environment;
  const stack = JSON.parse(text) as SynthesisedStack;
  const s3 = stack.terraform.backend?.s3 ?? {};
  const backend = Object.entries(stateBackend(config)).flatMap(([key, value]) =>
    s3[key] === value ? [] : `the backend of ${name} has the ${key} ${JSON.stringify(s3[key])} instead of ${value}`,
  );
  const strings = collectStrings(stack);
  const foreign = others.flatMap((other) =>
    [...ownValues(other.config)]
      .filter(([, value]) => strings.some((string) => mentions(string, value)))
      .map(([path, value]) => `the stack of ${name} contains ${value}, which is ${path} of ${other.name}`),
  );
  return [...backend, ...foreign];
}

function collectStrings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(collectStrings) : [];
}

/** Matches whole names only: `vault.example.com` is not in `vault.example.com.au` or `my-vault.example.com`. */
function mentions(string: string, value: string): boolean {
  const literal = value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w.-])${literal}(?![\\w-]|\\.\\w)`).test(string);
}
