import type { AwsCall } from './describe-call';

/** Key permissions that AWS asks of the caller of an operation, for what is encrypted with a customer managed key. */
const NEEDED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html#security-encryption-authz
  secretsmanager: { GetSecretValue: ['kms:Decrypt'], PutSecretValue: ['kms:GenerateDataKey', 'kms:Decrypt'] },
  // DynamoDB decrypts the table's key in the name of its caller. AWS recommends more; only this is sure to be asked for.
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
  dynamodb: { PutItem: ['kms:Decrypt'], DeleteItem: ['kms:Decrypt'], Query: ['kms:Decrypt'] },
};

interface Statement {
  readonly Effect: string;
  readonly Principal?: Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: {
    readonly ArnLike?: Readonly<Record<string, string>>;
    readonly StringEquals?: Readonly<Record<string, string | readonly string[]>>;
    readonly 'ForAnyValue:StringLike'?: Readonly<Record<string, string | readonly string[]>>;
  };
}

/** A Lambda, by the region and its name. */
export interface LambdaIdentity {
  readonly region: string;
  readonly functionName: string;
}

/** Permissions on KMS keys. The emulator has keys and asks nobody for permission to use them. */
export class KmsGrants {
  readonly #keyPolicies = new Map<string, readonly Statement[]>();
  /** Keys of secrets and tables, by ARN, and by region and name. */
  readonly #keys = new Map<string, string>();
  readonly #rolePolicies = new Map<string, Statement[]>();
  readonly #roles = new Map<string, string>();
  /** Aliases by the id of their key. */
  readonly #aliases = new Map<string, readonly string[]>();

  addKey(keyArn: string, policy: string): void {
    this.#keyPolicies.set(keyArn, statementsOf(policy));
  }

  addAlias(alias: string, keyId: string): void {
    this.#aliases.set(keyId, [...(this.#aliases.get(keyId) ?? []), alias]);
  }

  /** @param arn of a secret or a table, which ends with its name */
  addEncrypted(arn: string, region: string, name: string, keyArn: string): void {
    this.#keys.set(arn, keyArn).set(`${region} ${name}`, keyArn);
  }

  addRolePolicy(roleName: string, policy: string): void {
    this.#rolePolicies.set(roleName, [...(this.#rolePolicies.get(roleName) ?? []), ...statementsOf(policy)]);
  }

  addFunction({ region, functionName }: LambdaIdentity, roleArn: string): void {
    this.#roles.set(`${region} ${functionName}`, roleArn.split('/').pop() ?? '');
  }

  /** Denies a Lambda's role an action on every key. @returns a function that takes it back */
  deny(lambda: LambdaIdentity, action: string): () => void {
    const role = this.#roles.get(`${lambda.region} ${lambda.functionName}`) ?? '';
    const before = this.#rolePolicies.get(role) ?? [];
    this.#rolePolicies.set(role, [...before, { Effect: 'Deny', Action: action, Resource: '*' }]);
    return () => void this.#rolePolicies.set(role, before);
  }

  /** @returns the refusal of AWS, where the role of the Lambda may not use the key */
  refusal({ service, operation, region }: AwsCall, body: string, caller: LambdaIdentity): string | undefined {
    const needed = NEEDED[service]?.[operation] ?? [];
    const named = /"(?:TableName|SecretId)":"([^"]+)"/.exec(body)?.[1] ?? '';
    const key = this.#keys.get(named) ?? this.#keys.get(`${region} ${named}`);
    const role = this.#roles.get(`${caller.region} ${caller.functionName}`);
    if (key === undefined || role === undefined) return undefined;
    const missing = needed.find((action) => !this.#mayUse(role, action, key, `${service}.${region}.amazonaws.com`));
    if (missing === undefined) return undefined;
    return `User: ${role} is not authorized to perform: ${missing} on resource: ${key}`;
  }

  /** Whether CloudWatch Logs may encrypt a log group with a key. AWS asks the policy of the key when the group is made. */
  mayEncryptLogs(keyArn: string, region: string, logGroupArn: string): boolean {
    return (this.#keyPolicies.get(keyArn) ?? []).some(
      ({ Effect, Principal, Action, Condition }) =>
        Effect === 'Allow' &&
        list(Principal?.['Service']).includes(`logs.${region}.amazonaws.com`) &&
        ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'].every((each) =>
          matches(Action, each),
        ) &&
        matches(Condition?.ArnLike?.['kms:EncryptionContext:aws:logs:arn'] ?? '*', logGroupArn),
    );
  }

  /** The policy of the role has to allow it, and the policy of the key has to leave it to the policies of its account. */
  #mayUse(role: string, action: string, keyArn: string, via: string): boolean {
    const account = keyArn.split(':')[4] ?? '';
    const keyLeavesItToIam = (this.#keyPolicies.get(keyArn) ?? []).some(
      ({ Effect, Principal, Action }) =>
        Effect === 'Allow' &&
        list(Principal?.['AWS']).some((who) => who.endsWith(`:${account}:root`)) &&
        matches(Action, action),
    );
    const about = (this.#rolePolicies.get(role) ?? []).filter(
      ({ Action, Resource }) => matches(Action, action) && matches(Resource, keyArn),
    );
    const met = about.filter(({ Condition }) => this.#holds(Condition, keyArn, via));
    return keyLeavesItToIam && met.length > 0 && met.every(({ Effect }) => Effect === 'Allow');
  }

  /** Evaluates the two conditions on keys that the policies use. @throws Error for any other one */
  #holds(condition: Statement['Condition'], keyArn: string, via: string): boolean {
    const aliases = this.#aliases.get(keyArn.split('/').pop() ?? '') ?? [];
    return Object.entries(condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([name, values]) => {
        if (operator === 'StringEquals' && name === 'kms:ViaService') return list(values).includes(via);
        if (operator === 'ForAnyValue:StringLike' && name === 'kms:ResourceAliases')
          return aliases.some((alias) => matches(values, alias));
        throw new Error(`the local world does not know the condition ${operator} on ${name}`);
      }),
    );
  }
}

const statementsOf = (policy: string): readonly Statement[] =>
  (JSON.parse(policy) as { readonly Statement: readonly Statement[] }).Statement;

const list = (one: string | readonly string[] | undefined): readonly string[] => [one ?? []].flat();

/** Whether a pattern of IAM, with `*` for anything, matches a text. */
const matches = (patterns: string | readonly string[], text: string): boolean =>
  list(patterns).some((pattern) =>
    new RegExp(
      `^${pattern
        .split('*')
        .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
        .join('.*')}$`,
    ).test(text),
  );
