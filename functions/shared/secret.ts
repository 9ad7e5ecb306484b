import { inspect } from 'node:util';

const MASK = '[secret]';

/** A token that is masked when it is printed, logged or serialised. Only `reveal` returns the value. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}

/**
 * Service, batch and recovery tokens of old and new versions of Vault, and the JWT that wraps a secondary token. What
 * looks like nothing else is masked after a letter too, as in `token%3Dhvs.…`.
 */
const TOKEN_PATTERN = /hv[sbr]\.[\w-]{8,}|\b[sr]\.[A-Za-z0-9]{20,}|\bb\.[\w-]{20,}|eyJ[\w-]+\.[\w-]+\.[\w-]*/g;

/** Masks everything that looks like a token in a text from outside. */
export const redact = (text: string): string => text.replace(TOKEN_PATTERN, MASK);
