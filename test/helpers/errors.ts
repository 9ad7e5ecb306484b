import { inspect } from 'node:util';

/** The error that a promise rejects with. @throws Error when it resolves */
export async function failure(promise: Promise<unknown>): Promise<Error> {
  const nothing = new Error('nothing was thrown');
  // Compared by identity: `instanceof Error` fails for Node's own errors, which come from another realm than the tests.
  const error = await promise.then(
    () => nothing,
    (reason: Error) => reason,
  );
  if (error === nothing) throw nothing;
  return error;
}

/** The error that a function throws. @throws Error when it throws none */
export const thrown = (act: () => unknown): Promise<Error> => failure(Promise.resolve().then(act));

/** Everything that printing, logging or serialising an error could reveal. */
export const everythingIn = (error: Error): string =>
  [
    error.message,
    error.stack,
    inspect(error, { depth: 20, showHidden: true }),
    JSON.stringify(error, Object.getOwnPropertyNames(error)),
  ].join('\n');
