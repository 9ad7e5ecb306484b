import { randomUUID } from 'node:crypto';
import { data, EMPTY, failure, type Answer } from './answers';
import { listBelow } from './aws-mounts';
import type { Call } from './call';
import { parseSeconds } from './duration';
import type { Node } from './node';

/** `auth/<mount>/config/client`. */
export interface AwsClientConfig {
  readonly iam_server_id_header_value: string;
  readonly sts_endpoint: string;
  readonly sts_region: string;
  readonly use_sts_region_from_client: boolean;
}

/** `auth/<mount>/role/<name>`. */
export interface AwsRole {
  readonly role_id: string;
  readonly auth_type: string;
  readonly bound_iam_principal_arn: readonly string[];
  readonly resolve_aws_unique_ids: boolean;
  readonly token_policies: readonly string[];
  readonly token_ttl: number;
  readonly token_max_ttl: number;
  readonly token_explicit_max_ttl: number;
  readonly token_period: number;
  readonly token_num_uses: number;
  readonly token_no_default_policy: boolean;
  readonly token_type: string;
}

export const awsConfig = ({ core }: Node, mount: string): AwsClientConfig =>
  (core.store.content.get(`auth/${mount}/config/client`) ?? DEFAULT_CONFIG) as AwsClientConfig;

export const awsRole = ({ core }: Node, mount: string, name: string): AwsRole | undefined =>
  core.store.content.get(`auth/${mount}/role/${name.toLowerCase()}`) as AwsRole | undefined;

/** Configuration and roles of a mount of type `aws`; `undefined` for other paths. */
export async function answerAwsConfig(node: Node, mount: string, call: Call): Promise<Answer | undefined> {
  const [kind, name] = call.path.slice(`auth/${mount}/`.length).split('/');
  await node.access.byMethod(call);
  if ((kind === 'role' || kind === 'roles') && call.method === 'LIST') return listBelow(node, `auth/${mount}/role/`);
  if (kind === 'role' && name) return answerEntry(node, call, writeRole);
  if (kind === 'config' && name === 'client') return answerEntry(node, call, writeConfig, hideSecretKey);
  if (kind === 'config' && name === 'identity') return answerEntry(node, call, ({ body }) => body);
  return undefined;
}

type Entry = Readonly<Record<string, unknown>>;

function answerEntry(
  { core }: Node,
  call: Call,
  write: (call: Call, current: Entry | undefined) => Entry | string,
  show: (entry: Entry) => Entry = (entry) => entry,
): Answer | undefined {
  const key = call.path.toLowerCase();
  const current = core.store.content.get(key) as Entry | undefined;
  switch (call.method) {
    case 'GET':
      return current ? data(show(current)) : failure(404);
    case 'DELETE':
      core.write(key, undefined);
      return EMPTY;
    case 'POST': {
      const entry = write(call, current);
      if (typeof entry === 'string') return failure(400, entry);
      core.write(key, entry);
      return EMPTY;
    }
    default:
      return undefined;
  }
}

const DEFAULT_CONFIG = {
  access_key: '',
  endpoint: '',
  iam_endpoint: '',
  sts_endpoint: '',
  sts_region: '',
  use_sts_region_from_client: false,
  iam_server_id_header_value: '',
  allowed_sts_header_values: [],
  max_retries: -1,
  role_arn: '',
  identity_token_audience: '',
  identity_token_ttl: 0,
};

const writeConfig = ({ body }: Call, current: Entry = DEFAULT_CONFIG): Entry => ({ ...current, ...body });

const hideSecretKey = ({ secret_key: _, ...rest }: Entry): Entry => rest;

const DEFAULT_ROLE = {
  auth_type: 'iam',
  resolve_aws_unique_ids: true,
  inferred_entity_type: '',
  inferred_aws_region: '',
  allow_instance_migration: false,
  disallow_reauthentication: false,
  role_tag: '',
  token_type: 'default',
  token_no_default_policy: false,
  token_num_uses: 0,
};

const LISTS = [
  'bound_ami_id',
  'bound_account_id',
  'bound_ec2_instance_id',
  'bound_iam_instance_profile_arn',
  'bound_iam_principal_arn',
  'bound_iam_principal_id',
  'bound_iam_role_arn',
  'bound_region',
  'bound_subnet_id',
  'bound_vpc_id',
] as const;
const TOKEN_LISTS = ['token_policies', 'token_bound_cidrs'] as const;
const DURATIONS = ['token_ttl', 'token_max_ttl', 'token_explicit_max_ttl', 'token_period'] as const;

/** The role in the form of Vault, or the message with which Vault refuses it. */
function writeRole({ body }: Call, current?: Entry): Entry | string {
  const merged: Entry = { ...DEFAULT_ROLE, role_id: randomUUID(), ...current, ...body };
  const role: Record<string, unknown> = { ...merged };
  for (const key of [...LISTS, ...TOKEN_LISTS]) role[key] = parseList(merged[key]);
  for (const key of DURATIONS) role[key] = parseSeconds(merged[key]);
  if (current && current['auth_type'] !== role['auth_type']) return 'changing auth_type on a role is not allowed';
  if (current?.['resolve_aws_unique_ids'] === true && role['resolve_aws_unique_ids'] === false) {
    return 'changing resolve_aws_unique_ids from true to false is not allowed';
  }
  const isBound = LISTS.some((key) => (role[key] as readonly string[]).length > 0);
  return isBound ? role : 'at least one bound parameter should be specified on the role';
}

function parseList(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  return list.filter((item): item is string => typeof item === 'string' && item !== '').map((item) => item.trim());
}
