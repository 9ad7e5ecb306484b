import { inspect } from 'node:util';
/** A token that is masked when it is printed, logged or serialised. Only `reveal` returns the value. */
export declare class Secret {
    #private;
    constructor(value: string);
    reveal(): string;
    toString(): string;
    toJSON(): string;
    [inspect.custom](): string;
}
/** Masks everything that looks like a token in a text from outside. */
export declare const redact: (text: string) => string;
