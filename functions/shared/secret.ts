import { inspect } from 'node:util';

const MASK = '[secret]';

/** Holds a token so that printing, logging or serialising it shows a mask. `reveal` is the only way to the value. */
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

/** Service, batch and recovery tokens of old and new Vaults, and the JWT that wraps a secondary token. */
const TOKEN_PATTERN = /\b(hv[sbr]\.[\w-]{8,}|[sr]\.[A-Za-z0-9]{20,}|b\.[\w-]{20,}|eyJ[\w-]+\.[\w-]+\.[\w-]*)/g;

/** Masks whatever looks like a token in words that came from outside. */
export const redact = (text: string): string => text.replace(TOKEN_PATTERN, MASK);
