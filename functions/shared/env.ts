import { ConfigError } from './errors';

/** The environment variables of the Lambda. */
export type Env = Readonly<Record<string, string | undefined>>;

export function required(env: Env, name: string): string {
  const value = env[name]?.trim();
  if (!value)
    throw new ConfigError(
      `The environment variable ${name} is not set`,
      'The construct sets it: deploy the stack again.',
    );
  return value;
}

export const optional = (env: Env, name: string): string | undefined => env[name]?.trim() || undefined;

/** A whole number greater than zero. */
export function positiveInteger(env: Env, name: string, fallback?: number): number {
  const text = optional(env, name);
  if (text === undefined && fallback !== undefined) return fallback;
  const value = Number(required(env, name));
  if (!Number.isSafeInteger(value) || value <= 0) {
    throw new ConfigError(`The environment variable ${name} is "${text}"`, 'Give a whole number greater than 0.');
  }
  return value;
}

/** An `https://` address without path, query, user or trailing slash. */
export function httpsAddress(env: Env, name: string): string {
  const text = required(env, name);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.href !== `${url.origin}/`) {
    throw new ConfigError(`The environment variable ${name} is not an https address`, 'Give it as https://host:port.');
  }
  return url.origin;
}
