import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { AwsApi } from './api';
import { Attributes } from './attributes';
import { AUTOSCALING } from './resources/autoscaling';
import { CLOUDWATCH } from './resources/cloudwatch';
import { DYNAMODB } from './resources/dynamodb';
import { EC2 } from './resources/ec2';
import { LAMBDA } from './resources/lambda';
import { LOAD_BALANCING } from './resources/load-balancing';
import { OPERATIONS } from './resources/operations';
import { S3 } from './resources/s3';
import { SECURITY } from './resources/security';
import { SSM } from './resources/ssm';
import { STATES } from './resources/states';
import type { KmsGrants } from './kms-grants';
import type { Create, Target } from './resources/target';
import { VAULT } from './resources/vault';
import type { VaultAdmin } from './resources/vault-admin';

const TYPES: Readonly<Record<string, Create>> = {
  ...SECURITY,
  ...DYNAMODB,
  ...LAMBDA,
  ...OPERATIONS,
  ...CLOUDWATCH,
  ...EC2,
  ...AUTOSCALING,
  ...LOAD_BALANCING,
  ...S3,
  ...SSM,
  ...STATES,
  ...VAULT,
};

/** For Terraform alone. */
const NOT_OF_A_RESOURCE = ['depends_on', 'lifecycle', '//'];
/** How Terraform writes the beginning of an expression that is none. */
const ESCAPED = /([$%])\1\{/g;
/** The root device of every image. */
const ROOT_DEVICE = '/dev/xvda';

type Values = Readonly<Record<string, unknown>>;

/** The parts of `cdk.tf.json` that are read here. */
interface StackJson {
  readonly provider: Readonly<Record<string, readonly { readonly alias?: string; readonly region?: string }[]>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, Values>>>>;
  readonly resource: Readonly<Record<string, Readonly<Record<string, Values>>>>;
  readonly locals?: Readonly<Record<string, string>>;
  readonly output?: Readonly<Record<string, { readonly value: unknown }>>;
}

export interface LoadOptions {
  /** Folder with `cdk.tf.json` and its assets. */
  readonly directory: string;
  readonly endpoint: string;
  readonly vault: Pick<VaultAdmin, 'write'>;
  /** Clients of the Vault providers that have an alias, by it. @default - `vault` for all */
  readonly vaults?: Readonly<Record<string, Pick<VaultAdmin, 'write'>>>;
  readonly grants: KmsGrants;
  readonly accountId: string;
  /** Whether the journal's changes are sent as events. @default false */
  readonly events?: boolean;
}

/** Creates every resource of a synthesised stack in the emulators: a small `terraform apply` for an empty world. */
export async function loadStack(options: LoadOptions): Promise<{ readonly outputs: Values }> {
  const stack = JSON.parse(readFileSync(join(options.directory, 'cdk.tf.json'), 'utf8')) as StackJson;
  return new Loader(stack, options).load();
}

class Loader {
  readonly #made = new Map<string, Promise<Values>>();
  readonly #target: Target;

  constructor(
    private readonly stack: StackJson,
    private readonly options: LoadOptions,
  ) {
    const { endpoint, vault, grants, directory, events = false } = options;
    this.#target = { api: new AwsApi(endpoint), endpoint, vault, grants, directory, events };
  }

  async load(): Promise<{ readonly outputs: Values }> {
    const addresses = Object.entries(this.stack.resource).flatMap(([type, resources]) =>
      Object.keys(resources).map((id) => `${type}.${id}`),
    );
    await Promise.all(addresses.map((address) => this.#make(address)));
    const outputs: Record<string, unknown> = {};
    for (const [name, { value }] of Object.entries(this.stack.output ?? {})) outputs[name] = await this.#resolve(value);
    return { outputs };
  }

  /** Creates a resource once, after everything that it refers to. */
  #make(address: string): Promise<Values> {
    const made = this.#made.get(address) ?? this.#makeNew(address);
    this.#made.set(address, made);
    return made;
  }

  async #makeNew(address: string): Promise<Values> {
    const [type = '', id = ''] = address.split('.');
    const given = this.stack.resource[type]?.[id];
    const create = TYPES[type];
    if (!given) throw new Error(`${address} is referred to but is not in the stack`);
    if (!create) throw new Error(`${address}: the local world does not know the resource type ${type}`);
    await Promise.all(((given['depends_on'] as string[] | undefined) ?? []).map((other) => this.#dependOn(other)));
    const attributes = new Attributes(address, (await this.#resolve(given)) as Values);
    const computed = await create(this.#targetOf(given['provider']), attributes, this.#region(given['provider']));
    attributes.assertAllRead();
    return computed;
  }

  async #dependOn(address: string): Promise<void> {
    if (!address.startsWith('data.')) await this.#make(address);
  }

  #targetOf(provider: unknown): Target {
    const [name, alias = ''] = typeof provider === 'string' ? provider.split('.') : [];
    const vault = name === 'vault' ? this.options.vaults?.[alias] : undefined;
    return vault ? { ...this.#target, vault } : this.#target;
  }

  #region(provider: unknown): string {
    const [name = '', alias] = typeof provider === 'string' ? provider.split('.') : [];
    return this.stack.provider[name]?.find((candidate) => candidate.alias === alias)?.region ?? 'us-east-1';
  }

  async #resolve(value: unknown): Promise<unknown> {
    if (typeof value === 'string') return this.#resolveText(value);
    if (Array.isArray(value)) return Promise.all(value.map((item) => this.#resolve(item)));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).filter(([key]) => !NOT_OF_A_RESOURCE.includes(key));
    return Object.fromEntries(
      await Promise.all(entries.map(async ([key, item]) => [key, await this.#resolve(item)] as const)),
    );
  }

  async #resolveText(text: string): Promise<string> {
    const parts = text.split(/((?<!\$)\$\{[^}]*\})/);
    const resolved = parts.map(async (part) =>
      part.startsWith('${') ? this.#evaluate(part.slice(2, -1)) : part.replace(ESCAPED, '$1{'),
    );
    return (await Promise.all(resolved)).join('');
  }

  async #local(name: string): Promise<string> {
    const text = this.stack.locals?.[name];
    if (text === undefined) throw new Error(`local.${name} is referred to but is not in the stack`);
    return this.#resolveText(text);
  }

  async #evaluate(expression: string): Promise<string> {
    const file = /^filebase64sha256\("(.+)"\)$/.exec(expression)?.[1];
    if (file !== undefined) {
      return createHash('sha256')
        .update(readFileSync(join(this.options.directory, file)))
        .digest('base64');
    }
    if (/^data\.aws_caller_identity\.[\w-]+\.account_id$/.test(expression)) return this.options.accountId;
    if (/^data\.aws_ami\.[\w-]+\.root_device_name$/.test(expression)) return ROOT_DEVICE;
    const local = /^base64gzip\(local\.([\w-]+)\)$/.exec(expression)?.[1];
    if (local !== undefined) return gzipSync(await this.#local(local)).toString('base64');
    const [, address, attribute = ''] = /^(\w+\.[\w-]+)\.(\w+)$/.exec(expression) ?? [];
    if (address === undefined) throw new Error(`the local world cannot evaluate \${${expression}}`);
    const computed = (await this.#make(address))[attribute];
    if (typeof computed !== 'string') throw new Error(`${address} has no attribute ${attribute} in the local world`);
    return computed;
  }
}
