import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { BREAK_GLASS_ENV } from '../../functions/dr-operation-token-gen/contract';
import { SECRET_ENV, type TokenUse } from '../../functions/shared/contract';
import type { FunctionGrantee } from '../private/grantee';
import type { Tagged } from '../private/names';

interface UseSettings {
  readonly description: string;
  /** Variable with the ARN. */
  readonly variable: string;
  /** Name of the IAM statement. */
  readonly sid: string;
}

const USES: Readonly<Record<TokenUse, UseSettings>> = {
  operation: {
    description: 'DR operation token of the Vault pair, written and rotated by dr-operation-token-gen',
    variable: SECRET_ENV.secretArn,
    sid: 'Secret',
  },
  'break-glass': {
    description:
      'Token of the Vault pair for break-glass with key shares, written and rotated by dr-operation-token-gen',
    variable: BREAK_GLASS_ENV.secretArn,
    sid: 'BreakGlassSecret',
  },
};

/** Props of `OperationTokenSecret`. */
export interface OperationTokenSecretProps extends Tagged {
  /** The AWS provider of the region. */
  readonly provider: TerraformProvider;
  /** Name of the secret. */
  readonly name: string;
  /** ARN of the KMS key that encrypts the secret. */
  readonly kmsKeyArn: string;
  /** For how long a deleted secret can be restored, days: 0, or 7 to 30. @default 7 */
  readonly recoveryDays?: number;
  /**
   * `operation` for the DR operation token, `break-glass` for the token with which key shares make one on Vault 2.x.
   *
   * @default 'operation'
   */
  readonly use?: TokenUse;
}

/**
 * The secret for one token of one region: the DR operation token, or the break-glass token. Only the Lambda
 * `dr-operation-token-gen` writes its value, so that the value is in no Terraform state.
 */
export class OperationTokenSecret extends Construct {
  /** ARN of the secret. */
  readonly arn: string;
  private readonly kmsKeyArn: string;
  private readonly use: UseSettings;

  constructor(scope: Construct, id: string, props: OperationTokenSecretProps) {
    super(scope, id);
    const { provider, name, kmsKeyArn, recoveryDays = 7, use = 'operation', tags } = props;
    this.use = USES[use];
    const secret = new SecretsmanagerSecret(this, 'Resource', {
      provider,
      name,
      description: this.use.description,
      kmsKeyId: kmsKeyArn,
      recoveryWindowInDays: recoveryDays,
      tags,
    });
    this.arn = secret.arn;
    this.kmsKeyArn = kmsKeyArn;
  }

  /** Lets a Lambda read the token, and sets the variable with the ARN. */
  grantRead(lambda: FunctionGrantee): void {
    this.grant(lambda, ['secretsmanager:GetSecretValue'], ['kms:Decrypt']);
  }

  /** Lets a Lambda write the token, and sets the variable with the ARN. */
  grantWrite(lambda: FunctionGrantee): void {
    this.grant(lambda, ['secretsmanager:PutSecretValue'], ['kms:Decrypt', 'kms:GenerateDataKey']);
  }

  private grant(lambda: FunctionGrantee, onSecret: string[], onKey: string[]): void {
    const { variable, sid } = this.use;
    lambda.addEnvironment(variable, this.arn);
    lambda.allow({ Sid: sid, Action: onSecret, Resource: [this.arn] });
    lambda.allow({ Sid: `${sid}Key`, Action: onKey, Resource: [this.kmsKeyArn] });
  }
}
