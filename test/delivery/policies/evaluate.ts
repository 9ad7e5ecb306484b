import type { PolicyDocument, Statement } from '../../../delivery/policies/render';

/** Values of the condition keys of a request. A key that is not here is absent from the request. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** A request to AWS, as its policies see it. */
export interface Request {
  readonly action: string;
  /** ARN. */
  readonly resource: string;
  readonly context: Context;
  /** Account of whoever asks. */
  readonly from: string;
  /** Account of the resource. */
  readonly to: string;
}

/**
 * Judges a request by the rules of AWS: a deny wins, what nobody allows is denied, and the policy of the resource has to
 * allow whoever comes from another account.
 *
 * @param identity policies of whoever asks
 * @param resource policy of the resource, if it has one
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function isAllowed(
  identity: readonly PolicyDocument[],
  resource: PolicyDocument | undefined,
  request: Request,
): boolean {
  const own = matching(identity, request);
  const theirs = matching(resource ? [resource] : [], request);
  if ([...own, ...theirs].some(({ Effect }) => Effect === 'Deny')) return false;
  const [ownAllows, theirsAllow] = [own, theirs].map((all) => all.some(({ Effect }) => Effect === 'Allow'));
  return ownAllows === true && (request.from === request.to || theirsAllow === true);
}

const matching = (documents: readonly PolicyDocument[], request: Request): Statement[] =>
  documents.flatMap(({ Statement }) => Statement).filter((each) => applies(each, request));

const KNOWN = new Set(['Sid', 'Effect', 'Principal', 'Action', 'Resource', 'Condition']);

function applies(statement: Statement, { action, resource, context }: Request): boolean {
  const unknown = Object.keys(statement).filter((key) => !KNOWN.has(key));
  if (unknown.length > 0 || (statement.Principal ?? '*') !== '*') {
    throw new Error(`statement ${statement.Sid} has parts that are not evaluated here: ${unknown.join(', ')}`);
  }
  return (
    textsOf(statement.Action).some((pattern) => matches(action.toLowerCase(), pattern.toLowerCase())) &&
    textsOf(statement.Resource).some((pattern) => matches(resource, pattern)) &&
    conditionsOf(statement).every(([operator, key, wanted]) => holds(operator, context[key], wanted))
  );
}

const textsOf = (value: unknown): string[] => [value].flat() as string[];

/** `*` is any text, `?` any character. */
function matches(text: string, pattern: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
}

const conditionsOf = ({ Condition = {} }: Statement): [operator: string, key: string, wanted: string[]][] =>
  Object.entries(Condition as Record<string, Record<string, unknown>>).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]): [string, string, string[]] => [operator, key, textsOf(wanted)]),
  );

/** An absent key fulfils no operator, but the negated one, `Null` and `ForAllValues`. */
function holds(operator: string, given: string | readonly string[] | undefined, wanted: readonly string[]): boolean {
  const values = given === undefined ? [] : [given].flat();
  switch (operator) {
    case 'Bool':
    case 'StringEquals':
    case 'ForAnyValue:StringEquals':
      return values.some((value) => wanted.includes(value));
    case 'StringLike':
      return values.some((value) => wanted.some((pattern) => matches(value, pattern)));
    case 'StringNotEquals':
      return !values.some((value) => wanted.includes(value));
    case 'ForAllValues:StringEquals':
      return values.every((value) => wanted.includes(value));
    case 'NumericLessThan':
      return values.some((value) => wanted.some((limit) => Number(value) < Number(limit)));
    case 'Null':
      return wanted.includes(String(given === undefined));
    default:
      throw new Error(`the condition operator ${operator} is not evaluated here`);
  }
}
