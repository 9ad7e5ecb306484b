import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { SECRET_ENV } from '../../functions/shared/contract';
import type { FunctionGrantee } from '../private/grantee';
import type { Tagged } from '../private/names';

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
}

/**
 * The secret for the DR operation token of one region. Only the Lambda `dr-operation-token-gen` writes its value, so
 * that the value is in no Terraform state.
 */
export class OperationTokenSecret extends Construct {
  /** ARN of the secret. */
  readonly arn: string;
  private readonly kmsKeyArn: string;

  constructor(scope: Construct, id: string, props: OperationTokenSecretProps) {
    super(scope, id);
    const { provider, name, kmsKeyArn, recoveryDays = 7, tags } = props;
    const secret = new SecretsmanagerSecret(this, 'Resource', {
      provider,
      name,
      description: 'DR operation token of the Vault pair, written and rotated by dr-operation-token-gen',
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
    lambda.addEnvironment(SECRET_ENV.secretArn, this.arn);
    lambda.allow({ Sid: 'Secret', Action: onSecret, Resource: [this.arn] });
    lambda.allow({ Sid: 'SecretKey', Action: onKey, Resource: [this.kmsKeyArn] });
  }
}
