/** What Terraform fills in at the apply: a token of cdktf, or an expression. */
const EXPRESSION = /\$\{[^}]*\}/g;
const placeholder = (index: number): string => `terraform-value-${index}-`;

/**
 * Renders a text from settings of which some are known only at the apply. Terraform then fills in those alone: whatever else looks
 * like an expression, such as `${name}` of a shell, stays as it is.
 */
export function terraformText<T extends object>(settings: T, render: (settings: T) => string): string {
  const expressions: string[] = [];
  const replaced = mapTexts(settings, (text) =>
    text.replace(EXPRESSION, (expression) => placeholder(expressions.push(expression) - 1)),
  ) as T;
  const escaped = render(replaced).replace(/([$%])\{/g, '$1$1{');
  return expressions.reduceRight((text, expression, index) => text.replaceAll(placeholder(index), expression), escaped);
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapTexts(item, change)]));
}
