/** The attributes of one resource. An attribute that is neither read nor ignored is an error. */
export class Attributes {
  readonly #unread: Set<string>;

  constructor(
    /** `aws_lambda_function.…`, for errors. */
    readonly address: string,
    private readonly values: Readonly<Record<string, unknown>>,
  ) {
    this.#unread = new Set(Object.keys(values));
  }

  text(name: string): string {
    const value = this.optional(name);
    if (typeof value !== 'string') throw new Error(`${this.address}: ${name} is not a text`);
    return value;
  }

  number(name: string): number {
    const value = this.optional(name);
    if (typeof value !== 'number') throw new Error(`${this.address}: ${name} is not a number`);
    return value;
  }

  texts(name: string): string[] {
    const value = this.optional(name);
    if (!Array.isArray(value)) throw new Error(`${this.address}: ${name} is not a list`);
    return value.map(String);
  }

  /** A block; `{}` when it is missing. */
  block(name: string): Record<string, unknown> {
    return (this.optional(name) ?? {}) as Record<string, unknown>;
  }

  optional(name: string): unknown {
    this.#unread.delete(name);
    return this.values[name];
  }

  /** Marks attributes that the emulator does not need. */
  ignore(...names: readonly string[]): void {
    for (const name of names) this.#unread.delete(name);
  }

  /** @throws Error that names the unread attributes, so that a new attribute is not dropped silently */
  assertAllRead(): void {
    this.ignore('//', 'provider', 'depends_on', 'lifecycle', 'tags');
    if (this.#unread.size === 0) return;
    throw new Error(`${this.address}: the local world does not know ${[...this.#unread].join(', ')}`);
  }
}
