/**
 * Malformed JSON with a secret in it, which `JSON.parse` quotes in its error. It quotes some ten characters around the
 * place that it cannot read, and nothing at all of a text that only lacks its end.
 */
export const quotedJson = (secret: string): readonly (readonly [name: string, text: string])[] => [
  ['the bare secret', secret],
  ['a JSON with the secret without quotes', `{"data":${secret}}`],
  ['a list with the secret without quotes', `{"errors":[${secret}]}`],
];

/** The part of a secret that such an error quotes. */
export const quotedPart = (secret: string): string => secret.slice(0, 8);
