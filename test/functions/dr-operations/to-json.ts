const WIDTH = 120;

/** JSON as the formatter leaves it, a line for each step of a plan. */
export const toJson = (value: unknown): string => `${print(JSON.parse(JSON.stringify(value)), '', 0)}\n`;

/** @param before characters on the same line ahead of the value, the indent included */
function print(value: unknown, indent: string, before: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const line = onOneLine(value);
  if (line !== undefined && before + line.length < WIDTH && indent !== '') return line;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const parts = Array.isArray(value)
    ? value.map((item) => print(item, inner, inner.length))
    : Object.entries(value).map(([key, item]) => {
        const name = `${JSON.stringify(key)}: `;
        return name + print(item, inner, inner.length + name.length);
      });
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
}

/** `undefined` for a list of several lists or objects: the formatter breaks it. */
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
