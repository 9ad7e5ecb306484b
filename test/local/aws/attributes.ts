/** The attributes of one resource. Whatever is neither read nor named as without meaning is an error at the end. */
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

  /** A block, `{}` when there is none. */
  block(name: string): Record<string, unknown> {
    return (this.optional(name) ?? {}) as Record<string, unknown>;
  }

  optional(name: string): unknown {
    this.#unread.delete(name);
    return this.values[name];
  }

  /** Attributes that mean nothing to the emulator. */
  ignore(...names: readonly string[]): void {
    for (const name of names) this.#unread.delete(name);
  }

  /** @throws Error that names what nobody read: a new attribute must not be dropped silently */
  assertAllRead(): void {
    this.ignore('//', 'provider', 'depends_on', 'lifecycle', 'tags');
    if (this.#unread.size === 0) return;
    throw new Error(`${this.address}: the local world does not know ${[...this.#unread].join(', ')}`);
  }
}
