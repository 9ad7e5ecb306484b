import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { SECRET_ENV } from '../../functions/shared/contract';
import type { FunctionGrantee } from '../private/grantee';

export interface OperationTokenSecretProps {
  readonly provider: TerraformProvider;
  readonly name: string;
  readonly kmsKeyArn: string;
  /** How long the deleted secret can be brought back, days; 0, or 7 to 30. @default 7 */
  readonly recoveryDays?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The secret for the DR operation token. Its value is written by the generator alone, so no state ever holds it. */
export class OperationTokenSecret extends Construct {
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

  /** Lets a Lambda read the token, and tells it where. */
  grantRead(lambda: FunctionGrantee): void {
    this.grant(lambda, ['secretsmanager:GetSecretValue'], ['kms:Decrypt']);
  }

  /** Lets a Lambda write the token, and tells it where. */
  grantWrite(lambda: FunctionGrantee): void {
    this.grant(lambda, ['secretsmanager:PutSecretValue'], ['kms:Decrypt', 'kms:GenerateDataKey']);
  }

  private grant(lambda: FunctionGrantee, onSecret: string[], onKey: string[]): void {
    lambda.addEnvironment(SECRET_ENV.secretArn, this.arn);
    lambda.allow({ Sid: 'Secret', Action: onSecret, Resource: [this.arn] });
    lambda.allow({ Sid: 'SecretKey', Action: onKey, Resource: [this.kmsKeyArn] });
  }
}
