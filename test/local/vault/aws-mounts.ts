import { randomUUID } from 'node:crypto';
import { data, EMPTY, envelope, failure, type Answer } from './answers';
import type { Call } from './call';
import { parseSeconds } from './duration';
import type { Node } from './node';

/** An auth method of type `aws`, which OpenBao lacks. It is replicated. */
interface AwsMount {
  readonly type: 'aws';
  readonly accessor: string;
  readonly uuid: string;
  readonly description: string;
  readonly config: { readonly default_lease_ttl: number; readonly max_lease_ttl: number; readonly token_type: string };
}

const KEY = 'sys/auth/';

/** The `aws` mount that a path under `auth/` belongs to: `aws` for `auth/aws/login`. */
export function awsMountOf(node: Node, path: string): string | undefined {
  return mountNames(node).find((name) => path.startsWith(`auth/${name}/`));
}

/** `sys/auth`, `sys/auth/<mount>` and related paths for mounts of type `aws`; `undefined` when OpenBao has to answer. */
export async function answerAwsMounts(node: Node, call: Call): Promise<Answer | undefined> {
  if (call.path === 'sys/auth' && call.method === 'GET') return listMounts(node, call);
  const { name, part } = MOUNT_PATH.exec(call.path)?.groups ?? {};
  if (name === undefined) return undefined;
  const mount = node.core.store.content.get(KEY + name) as AwsMount | undefined;
  const isCreation = call.method === 'POST' && part === undefined && call.path.startsWith(KEY);
  if (!mount && !(isCreation && call.body['type'] === 'aws')) return undefined;
  await node.access.byMethod(call);
  if (isCreation) return mount ? failure(400, `path is already in use at ${name}/`) : enable(node, name, call);
  if (!mount) return undefined;
  if (call.method === 'DELETE') return remove(node, name);
  if (call.method === 'POST') return tune(node, name, mount, call);
  return part === 'tune'
    ? both({ ...mount.config, description: mount.description, force_no_cache: false })
    : both(mount);
}

const MOUNT_PATH = /^sys\/(?:auth|mounts\/auth|internal\/ui\/mounts\/auth)\/(?<name>.+?)(?:\/(?<part>tune))?$/;

const mountNames = ({ core }: Node): string[] =>
  [...core.store.content.keys()].filter((key) => key.startsWith(KEY)).map((key) => key.slice(KEY.length));

/** Older clients read the fields at the top level, newer ones in `data`. */
const both = (content: object): Answer => ({ status: 200, body: { ...data(content).body, ...content } });

/** The list of OpenBao with the `aws` mounts added. */
async function listMounts(node: Node, { method, path, token }: Call): Promise<Answer> {
  const { status, body } = await node.bao.forward({ method, path, token });
  if (status !== 200) return { status, body };
  const parsed = JSON.parse(body.toString()) as { data: object };
  const ours = Object.fromEntries(
    mountNames(node).map((name) => [`${name}/`, node.core.store.content.get(KEY + name)]),
  );
  return { status, body: { ...parsed, ...ours, data: { ...parsed.data, ...ours } } };
}

function enable({ core }: Node, name: string, { body }: Call): Answer {
  core.write(KEY + name, {
    type: 'aws',
    accessor: `auth_aws_${randomUUID().slice(0, 8)}`,
    uuid: randomUUID(),
    description: typeof body['description'] === 'string' ? body['description'] : '',
    config: tuned({ default_lease_ttl: 0, max_lease_ttl: 0, token_type: 'default-service' }, body['config']),
    local: false,
    seal_wrap: false,
    external_entropy_access: false,
    options: null,
    plugin_version: '',
    running_plugin_version: `${core.context.settings.behaviour.version}.builtin`,
    running_sha256: '',
    deprecation_status: 'supported',
  });
  return EMPTY;
}

function remove({ core }: Node, name: string): Answer {
  const below = [...core.store.content.keys()].filter((key) => key.startsWith(`auth/${name}/`));
  for (const key of [KEY + name, ...below]) core.write(key, undefined);
  return EMPTY;
}

function tune({ core }: Node, name: string, mount: AwsMount, { body }: Call): Answer {
  const description = typeof body['description'] === 'string' ? body['description'] : mount.description;
  core.write(KEY + name, { ...mount, description, config: tuned(mount.config, body) });
  return EMPTY;
}

function tuned(config: AwsMount['config'], given: unknown): AwsMount['config'] {
  const { default_lease_ttl, max_lease_ttl, token_type } = (given ?? {}) as Readonly<Record<string, unknown>>;
  return {
    default_lease_ttl: default_lease_ttl === undefined ? config.default_lease_ttl : parseSeconds(default_lease_ttl),
    max_lease_ttl: max_lease_ttl === undefined ? config.max_lease_ttl : parseSeconds(max_lease_ttl),
    token_type: typeof token_type === 'string' && token_type ? token_type : config.token_type,
  };
}

/** Names of the entries below a prefix, such as the roles of a mount. */
export function listBelow({ core }: Node, prefix: string): Answer {
  const keys = [...core.store.content.keys()]
    .filter((key) => key.startsWith(prefix))
    .map((k) => k.slice(prefix.length));
  return keys.length > 0 ? envelope({ data: { keys: keys.sort() } }) : failure(404);
}
