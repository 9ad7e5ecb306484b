import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import type { Deadline } from './clock';
import { OperationTokenError } from './errors';
import { Secret } from './secret';
import type { TokenTimes } from './token-times';

/** The DR operation token and its times. */
export interface OperationToken extends TokenTimes {
  readonly token: Secret;
  readonly issuedAt: number;
}

const instant = v.pipe(
  v.string(),
  v.transform((text) => Date.parse(text)),
  v.number(),
);

const SECRET_VALUE = v.object({
  token: v.pipe(v.string(), v.regex(/^[\x21-\x7e]{8,}$/)),
  issuedAt: instant,
  expiresAt: instant,
  // Absent in the value of an older release.
  requestedTtlSeconds: v.fallback(v.optional(v.pipe(v.number(), v.minValue(1))), undefined),
  rotationMinutes: v.fallback(v.optional(v.pipe(v.number(), v.minValue(1))), undefined),
});

/**
 * Parses the secret's value.
 *
 * @param now milliseconds since the epoch
 * @throws OperationTokenError `malformed` or `expired`
 */
export function parseOperationToken(text: string, now: number): OperationToken {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Without `cause`: the error of JSON.parse quotes its input.
    throw new OperationTokenError('malformed', 'the value of the secret is not JSON.');
  }
  const parsed = v.safeParse(SECRET_VALUE, value);
  if (!parsed.success) {
    const fields = parsed.issues.map((issue) => v.getDotPath(issue) ?? 'value');
    throw new OperationTokenError('malformed', `the value of the secret lacks a usable ${fields.join(', ')}.`);
  }
  const { token, expiresAt, ...times } = parsed.output;
  if (expiresAt <= now) {
    throw new OperationTokenError('expired', `it ended at ${new Date(expiresAt).toISOString()}.`);
  }
  return { token: new Secret(token), expiresAt, ...times };
}

/** Reads the token of this region. @throws OperationTokenError */
export async function readOperationToken(
  client: SecretsManagerClient,
  secretArn: string,
  now: number,
  deadline: Deadline,
): Promise<OperationToken> {
  let text: string | undefined;
  try {
    const abortSignal = AbortSignal.timeout(Math.max(1, deadline.remainingMs()));
    const answer = await client.send(new GetSecretValueCommand({ SecretId: secretArn }), { abortSignal });
    text = answer.SecretString;
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'ResourceNotFoundException') {
      throw new OperationTokenError('absent', 'the secret has no value yet, or was deleted.', { cause });
    }
    throw new OperationTokenError('unreadable', cause instanceof Error ? cause.name : 'no reason given', { cause });
  }
  if (text === undefined) throw new OperationTokenError('absent', 'the secret has no text value.');
  return parseOperationToken(text, now);
}
