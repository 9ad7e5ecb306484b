const WIDTH = 120;

/** JSON as the formatter writes it, with a line for each step of a plan. */
export const toJson = (value: unknown): string =>
  `${print(JSON.parse(JSON.stringify(value)), '', { before: 0, after: 0 })}\n`;

/** Number of characters on the same line before a value, including the indent, and after it. */
interface Around {
  readonly before: number;
  readonly after: number;
}

function print(value: unknown, indent: string, { before, after }: Around): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const line = onOneLine(value);
  if (line !== undefined && before + line.length + after <= WIDTH && indent !== '') return line;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const around = (name: string, at: number, count: number): Around => ({
    before: inner.length + name.length,
    after: at < count - 1 ? 1 : 0,
  });
  const parts = Array.isArray(value)
    ? value.map((item, at) => print(item, inner, around('', at, value.length)))
    : Object.entries(value).map(([key, item], at, all) => {
        const name = `${JSON.stringify(key)}: `;
        return name + print(item, inner, around(name, at, all.length));
      });
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
}

/** `undefined` for a list of several lists or objects, which the formatter breaks into lines. */
function onOneLine(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) {
    const parts = value.map(onOneLine);
    const nested = value.length > 1 && value.every((item) => typeof item === 'object');
    return nested || parts.includes(undefined) ? undefined : `[${parts.join(', ')}]`;
  }
  const parts = Object.entries(value).map(([key, item]) => [JSON.stringify(key), onOneLine(item)] as const);
  if (parts.length === 0) return '{}';
  if (parts.some(([, item]) => item === undefined)) return undefined;
  return `{ ${parts.map(([key, item]) => `${key}: ${item}`).join(', ')} }`;
}
