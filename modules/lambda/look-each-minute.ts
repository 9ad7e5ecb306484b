import type { Construct } from 'constructs';
import { nameOf } from '../private/names';
import type { BundledFunction } from './bundled-function';
import type { CommonFunctionProps } from './common-function-props';
import { runRegularly } from './schedule';

/** Runs the Lambda of a watch once a minute. */
export function lookEachMinute(scope: Construct, lambda: BundledFunction, props: CommonFunctionProps): void {
  runRegularly(scope, lambda, {
    provider: props.provider,
    name: nameOf('vault-dr-watch', props),
    description: 'Looks at the Vault DR pair',
    everyMinutes: 1,
    targetId: 'watch',
    tags: props.tags,
  });
}
