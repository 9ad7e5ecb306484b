import { canonical } from '../changes/normalise';

/** A synthesised stack, as `cdk.tf.json` has it. */
export interface Stack {
  readonly terraform?: unknown;
  readonly provider?: unknown;
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly [block: string]: unknown;
}

type Blocks = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** Blocks that describe something and run nothing. */
const PLAIN_BLOCKS = new Set(['//', 'terraform', 'provider', 'resource', 'data', 'output', 'locals', 'moved']);

/** Data sources that tell nothing secret. Any other one has to be in the stack of main already. */
const PLAIN_DATA = new Set([
  'aws_caller_identity',
  'aws_iam_policy_document',
  'aws_partition',
  'aws_region',
  'aws_route53_zone',
  'aws_security_group',
  'aws_subnet',
  'aws_subnets',
  'aws_vpc',
]);

/** Attributes that name a file of this machine. */
const FILE_ATTRIBUTES = new Set(['filename', 'source', 'source_file', 'source_dir', 'template_file']);
const ASSET = /^assets\/(?!.*\.\.)[\w./-]+$/;

/** Functions that read files or take the mark off a secret, and the only call of them that a stack needs. */
const TELLING_CALL =
  /\b(file\w*|templatefile|templatestring|pathexpand|abspath|nonsensitive|provider::\w+::\w+)(?:\s|\/\*[^]*?\*\/|(?:#|\/\/)[^\n]*\n)*\(/;
const ASSET_HASH = /\b(?:filebase64sha256|filesha256|filemd5)\(\s*"assets\/(?![^"]*\.\.)[\w./-]+"\s*\)/g;

/**
 * Checks the stack that a pull request synthesised, before it is planned with a role. It is data that anybody who can
 * push a branch can write. A plan must run nothing of it, must send no login to another server, and must read nothing
 * that the plan then shows.
 *
 * @param foreign the stack of the pull request
 * @param ours the stack of the same environment, synthesised from main
 * @returns why it is not planned, a line each; empty when it may be
 */
export function checkForeignStack(foreign: Stack, ours: Stack): string[] {
  const resources = bodiesIn(foreign.resource);
  const known = new Set(Object.keys(ours.data ?? {}));
  return [
    ...Object.keys(foreign)
      .filter((block) => !PLAIN_BLOCKS.has(block))
      .map((block) => `it has a block "${block}", which can run or read something`),
    ...(['terraform', 'provider'] as const)
      .filter((block) => canonical(stripped(foreign[block])) !== canonical(stripped(ours[block])))
      .map(
        (block) =>
          `its block "${block}" differs from that of main, which has the backend, the providers and their logins`,
      ),
    ...resources
      .filter(({ body }) => 'provisioner' in body || 'connection' in body)
      .map(({ address }) => `${address} has a provisioner, which runs a program`),
    ...resources
      .filter(({ type }) => !providersOf(ours).has(type.split('_')[0] ?? ''))
      .map(({ address }) => `${address} needs a provider that main does not have`),
    ...bodiesIn(foreign.data)
      .filter(({ type }) => !PLAIN_DATA.has(type) && !known.has(type))
      .map(({ address }) => `data.${address} reads something that main does not read`),
    ...checkStrings(foreign),
  ];
}

interface Body {
  readonly address: string;
  readonly type: string;
  readonly body: object;
}

/** A block may be a list, where JSON allows several of one name. */
function bodiesIn(blocks: unknown): Body[] {
  return entriesOf(blocks).flatMap(([type, named]) =>
    entriesOf(named).flatMap(([name, body]) =>
      (Array.isArray(body) ? (body as unknown[]) : [body]).map((each) => ({
        type,
        address: `${type}.${name}`,
        body: typeof each === 'object' && each !== null ? each : {},
      })),
    ),
  );
}

const entriesOf = (value: unknown): [string, unknown][] =>
  (Array.isArray(value) ? (value as unknown[]) : [value]).flatMap((each) =>
    typeof each === 'object' && each !== null ? (Object.entries(each) as [string, unknown][]) : [],
  );

/** Local names of the providers; `terraform` is built in. */
function providersOf({ terraform }: Stack): ReadonlySet<string> {
  const { required_providers: required = {} } = (terraform ?? {}) as { required_providers?: object };
  return new Set(['terraform', ...Object.keys(required)]);
}

/** `terraform` and `provider` are those of main. */
function checkStrings({ terraform: _terraform, provider: _provider, ...rest }: Stack): string[] {
  const problems = new Set<string>();
  visit(stripped(rest), (text, key) => {
    if (/[$%]\{/.test(text)) {
      const name = TELLING_CALL.exec(text.replaceAll(ASSET_HASH, ''))?.[1];
      if (name !== undefined) problems.add(`it calls ${name}, which reads a file or shows a secret`);
    }
    if (key !== undefined && FILE_ATTRIBUTES.has(key) && !ASSET.test(text)) {
      problems.add(`its attribute "${key}" names a file outside of its own assets: ${text.slice(0, 80)}`);
    }
  });
  return [...problems];
}

/** Calls `on` for each text, and for each name of an attribute, which is a template too. */
function visit(value: unknown, on: (text: string, key?: string) => void, key?: string): void {
  if (typeof value === 'string') on(value, key);
  else if (Array.isArray(value)) value.forEach((inner) => visit(inner, on, key));
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      on(name);
      visit(inner, on, name);
    }
  }
}

/** Leaves out the comments of cdktf, which Terraform ignores. */
export function stripped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stripped);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => name !== '//');
  return Object.fromEntries(entries.map(([name, inner]) => [name, stripped(inner)]));
}
