/** Patterns of secrets, with the words that an error message uses for each. */
const PATTERNS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['a Vault token', /\bhv[sbr]\.[A-Za-z0-9_-]{20,}/],
  ['a Vault token', /(?<![\w.])[sbr]\.[A-Za-z0-9]{24,}/],
  ['an AWS access key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
];

/** @returns the kind of the first secret in a text, never the secret itself; `undefined` when there is none */
export const findSecret = (text: string): string | undefined => PATTERNS.find(([, pattern]) => pattern.test(text))?.[0];

/** Names of attributes that are hidden even if a provider does not mark them. */
export const SECRET_NAME =
  /(^|_)(password|passphrase|secret_string|secret_binary|private_key|secret_id|secret_key|client_token|auth_token)$/i;
