/** Recognises the errors of the Lambdas by their messages, because the emulator does not pass on their types. */
const WORDS: readonly [RegExp, string][] = [
  [/^(home|away) was not (de|pro)moted: /, 'PlanRefusedError'],
  [/^The DR operation token is (absent|malformed|expired|unreadable)/, 'OperationTokenError'],
  [/ holds the lease of this pair until /, 'LeaseHeldError'],
  [/^The lease (table|of this pair) /, 'LeaseError'],
  [/^(auth could not log in|The result of auth)/, 'LoginError'],
  [/^[\w ]+ failed \(/, 'AwsError'],
  [/ gave no answer to /, 'NoAnswerError'],
  [/ gave a bad answer to /, 'BadAnswerError'],
  [/ answered \S+ with \d{3}/, 'VaultResponseError'],
  [/has no weighted record|has another record/, 'RecordsError'],
  [/^(Task timed out|Worker)/, 'no answer from the Lambda'],
];

/** The type of an error, by its message. A message that matches nothing is a refusal of the planner. */
export const errorType = (message: string): string =>
  WORDS.find(([words]) => words.test(message))?.[1] ?? 'PlanRefusedError';
