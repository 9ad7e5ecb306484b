/** A value of an answer of AWS. */
export type Xml = string | number | boolean | readonly Xml[] | { readonly [name: string]: Xml | undefined };

/** @param list element of each member of a list: `member` with the query protocol, `item` with that of EC2 */
export function toXml(value: Xml, list: 'member' | 'item'): string {
  if (Array.isArray(value)) return (value as readonly Xml[]).map((each) => element(list, each, list)).join('');
  if (typeof value !== 'object') return escaped(String(value));
  return Object.entries(value)
    .map(([name, each]) => (each === undefined ? '' : element(name, each, list)))
    .join('');
}

const element = (name: string, value: Xml, list: 'member' | 'item'): string =>
  `<${name}>${toXml(value, list)}</${name}>`;

const escaped = (text: string): string => text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
