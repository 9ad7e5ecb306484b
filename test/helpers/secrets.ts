/** Tokens of Vault and OpenBao, and the JWT that wraps a secondary token. */
const SECRET = /\b(?:hv[sbr]\.[\w-]{20,}|[sbr]\.[A-Za-z0-9_-]{20,}|eyJ[\w-]+\.[\w-]+\.[\w-]*)/;

/** Whether a text contains a secret. */
export const holdsSecret = (text: string): boolean => SECRET.test(text);
