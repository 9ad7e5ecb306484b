/** What the query protocol writes as text. */
export type QueryValue =
  string | number | boolean | readonly QueryValue[] | { readonly [name: string]: QueryValue | undefined };

/**
 * A structure as the query protocol of an AWS API writes it.
 *
 * @param list what comes before the number of an item of a list: EC2 writes `Name.1`, the others `Name.member.1`
 */
export function queryParameters(
  values: Readonly<Record<string, QueryValue | undefined>>,
  list: '' | 'member.' = 'member.',
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : parametersOf(name, value, list))),
  );
}

function parametersOf(path: string, value: QueryValue, list: string): [string, string][] {
  if (isList(value)) return value.flatMap((item, index) => parametersOf(`${path}.${list}${index + 1}`, item, list));
  if (typeof value !== 'object') return [[path, String(value)]];
  return Object.entries(value).flatMap(([name, below]) =>
    below === undefined ? [] : parametersOf(`${path}.${name}`, below, list),
  );
}

const isList = (value: QueryValue): value is readonly QueryValue[] => Array.isArray(value);
