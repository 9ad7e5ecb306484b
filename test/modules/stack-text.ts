import type { Synthesised } from './synthesise';

type Values = Readonly<Record<string, unknown>>;

/** A resource, a data source or an output of a stack, with its attributes. */
export interface Part {
  /** `aws_kms_key.home-store_key`, `data.vault_auth_backend.aws-auth_mount`, `output.vault-dr_home`. */
  readonly address: string;
  readonly attributes: Values;
}

/** Everything in a stack of one `VaultDr` with the id `vault-dr`, without cdktf's hashes and metadata. */
export function partsOf({ resource, data, output }: Synthesised): Part[] {
  const inTypes = (types: Readonly<Record<string, Readonly<Record<string, Values>>>>, prefix: string): Part[] =>
    Object.entries(types).flatMap(([type, parts]) =>
      Object.entries(parts).map(([id, attributes]) => ({
        address: `${prefix}${type}.${id.replace(/^vault-dr_|_[0-9A-F]{8}$/g, '')}`,
        attributes: plain(attributes) as Values,
      })),
    );
  const outputs = Object.entries(output).map(([name, { value }]) => ({
    address: `output.${name}`,
    attributes: plain({ value }) as Values,
  }));
  return [...inTypes(data, 'data.'), ...inTypes(resource, ''), ...outputs].sort((a, b) =>
    a.address < b.address ? -1 : 1,
  );
}

/** Every text, number and truth value below `value`, with its path: `environment.variables.AUTH_FUNCTION`. */
export function leavesOf(value: unknown, path = ''): [path: string, leaf: unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  const entries = Object.entries(value);
  if (entries.length === 0) return [[path, value]];
  return entries.flatMap(([key, below]) => leavesOf(below, path === '' ? key : `${path}.${key}`));
}

/** References without the pair's id and cdktf's hash, assets without the hash of their content. */
function plain(value: unknown): unknown {
  if (typeof value === 'string') {
    return value
      .replace(/\b((?:data\.)?\w+)\.vault-dr_([\w-]+?)_[0-9A-F]{8}\b/g, '$1.$2')
      .replace(/assets\/[^"]*\/([\w-]+\.zip)/g, 'assets/$1');
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== '//');
  return Object.fromEntries(entries.map(([key, below]) => [key, plain(below)]));
}
