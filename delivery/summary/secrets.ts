/** What a secret looks like, by the name under which a refusal speaks of it. */
const PATTERNS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['a Vault token', /\bhv[sbr]\.[A-Za-z0-9_-]{20,}/],
  ['a Vault token', /(?<![\w.])[sbr]\.[A-Za-z0-9]{24,}/],
  ['an AWS access key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
];

/** @returns what kind of secret is in a text, or `undefined`; never the secret */
export const findSecret = (text: string): string | undefined => PATTERNS.find(([, pattern]) => pattern.test(text))?.[0];
