import { Construct } from 'constructs';
import { TOKEN_GEN_ENV } from '../../functions/dr-operation-token-gen/contract';
import type { OperationTokenSecret } from '../aws/operation-token-secret';
import { nameOf } from '../private/names';
import type { AuthFunction } from './auth-function';
import { BundledFunction } from './bundled-function';
import type { CommonFunctionProps } from './common-function-props';
import { runRegularly } from './schedule';

/** Settings of the DR operation token. They are props of `VaultDr`. */
export interface OperationTokenSettings {
  /** Lifetime of the DR operation token, seconds; 3600 to 2764800. @default 28800 (8 hours) */
  readonly operationTokenTtlSeconds?: number;
  /**
   * Interval at which a new token is made, minutes; 15 or more, and at most half of the lifetime, so that a token is
   * still valid after one failed run.
   *
   * @default 180 (3 hours)
   */
  readonly rotationMinutes?: number;
}

/** Defaults of {@link OperationTokenSettings}. */
export const OPERATION_TOKEN_DEFAULTS = { operationTokenTtlSeconds: 28_800, rotationMinutes: 180 } as const;

/** Props of `DrOperationTokenGenFunction`. */
export interface DrOperationTokenGenFunctionProps extends CommonFunctionProps, OperationTokenSettings {
  /** The Lambda that logs in to Vault. */
  readonly auth: AuthFunction;
  /** The secret that the token is written to. */
  readonly secret: OperationTokenSecret;
  /** Role of the AWS auth method to log in with. */
  readonly authRole: string;
  /** Token role that the token is made with. */
  readonly tokenRole: string;
}

/** The Lambda `dr-operation-token-gen`, which makes the DR operation token, and its schedule. */
export class DrOperationTokenGenFunction extends Construct {
  /** The Lambda itself. */
  readonly lambda: BundledFunction;

  constructor(scope: Construct, id: string, props: DrOperationTokenGenFunctionProps) {
    super(scope, id);
    this.lambda = new BundledFunction(this, 'lambda', {
      ...props,
      bundle: 'dr-operation-token-gen',
      description: 'Makes the DR operation token and writes it to Secrets Manager',
      timeoutSeconds: 60,
      asyncRetries: true, // A second token is harmless.
    });
    this.lambda.addVariables({
      [TOKEN_GEN_ENV.authRole]: props.authRole,
      [TOKEN_GEN_ENV.tokenRole]: props.tokenRole,
      [TOKEN_GEN_ENV.ttlSeconds]: props.operationTokenTtlSeconds ?? OPERATION_TOKEN_DEFAULTS.operationTokenTtlSeconds,
      [TOKEN_GEN_ENV.rotationMinutes]: props.rotationMinutes ?? OPERATION_TOKEN_DEFAULTS.rotationMinutes,
    });
    props.auth.grantInvoke(this.lambda);
    props.secret.grantWrite(this.lambda);
    const { provider, rotationMinutes = OPERATION_TOKEN_DEFAULTS.rotationMinutes, tags } = props;
    runRegularly(this, this.lambda, {
      provider,
      name: nameOf('vault-dr-operation-token-gen', props),
      description: 'Rotates the DR operation token',
      everyMinutes: rotationMinutes,
      targetId: 'dr-operation-token-gen',
      tags,
    });
  }
}
