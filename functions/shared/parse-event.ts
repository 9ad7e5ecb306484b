import * as v from 'valibot';
import { InputError } from './errors';

/**
 * Parses an event and reports every problem in one error. Values are not quoted, because one may be a token.
 *
 * @param usage what to give instead
 * @throws InputError
 */
export function parseEvent<S extends v.GenericSchema>(schema: S, event: unknown, usage: string): v.InferOutput<S> {
  const parsed = v.safeParse(schema, event);
  if (parsed.success) return parsed.output;
  const problems = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'event'}: ${describe(issue)}`);
  throw new InputError(`The event is malformed: ${problems.join('; ')}`, usage);
}

const describe = (issue: v.BaseIssue<unknown>): string =>
  issue.kind === 'schema' && issue.expected !== null
    ? `expected ${issue.expected}`
    : issue.message.replace(/:? (but r|R)eceived .*$/s, ''); // Valibot's message ends with the value
