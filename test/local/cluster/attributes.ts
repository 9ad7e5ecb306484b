/** Attributes of a synthesised resource. A block that occurs once is an object or a list of one. */
export type Attributes = Readonly<Record<string, unknown>>;

export const list = (block: unknown): readonly Attributes[] =>
  (Array.isArray(block) ? block : block === undefined || block === null ? [] : [block]) as readonly Attributes[];
/** The block that occurs once. */
export const only = (block: unknown): Attributes => list(block)[0] ?? {};
export const number = (value: unknown, otherwise: number): number =>
  value === undefined || value === null ? otherwise : Number(value);
export const text = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);
