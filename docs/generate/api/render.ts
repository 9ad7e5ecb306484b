import { readApi, type Doc, type Export, type Member } from './model';

const SECTIONS: readonly { readonly title: string; readonly kinds: readonly Export['kind'][] }[] = [
  { title: 'Constructs', kinds: ['class'] },
  { title: 'Props and settings', kinds: ['interface'] },
  { title: 'Types', kinds: ['type'] },
  { title: 'Functions and constants', kinds: ['function', 'constant'] },
];

/** Has tables of its inherited props too, because most readers look for a prop of `VaultDr`. */
const COMPLETE = 'VaultDrProps';

const HEAD = `<!-- Written by make docs from the doc comments of modules/index.ts; do not edit. -->

# API

Every export of the package. Each construct takes \`(scope, id, props)\`.`;

/** Renders docs/api.md. Every sentence about an export is from its doc comment. */
export function renderApi(exports: readonly Export[] = readApi()): string {
  const names = new Set(exports.map(({ name }) => name));
  const sections = SECTIONS.map(({ title, kinds }) => ({
    title,
    members: exports.filter(({ kind }) => kinds.includes(kind)),
  }));
  const contents = sections.map(
    ({ title, members }) => `- [${title}](#${anchorOf(title)}): ${members.map(({ name }) => linkTo(name)).join(', ')}`,
  );
  const renderer = new Renderer(names);
  const body = sections.flatMap(({ title, members }) => [
    `## ${title}`,
    ...members.map((each) => renderer.export(each)),
  ]);
  return `${[HEAD, contents.join('\n'), ...body].join('\n\n')}\n`;
}

const anchorOf = (title: string): string => title.toLowerCase().replaceAll(' ', '-');
const linkTo = (name: string): string => `[${name}](#${name.toLowerCase()})`;

class Renderer {
  /** @param names every exported name, which becomes a link */
  constructor(private readonly names: ReadonlySet<string>) {}

  export(exported: Export): string {
    return [
      `### ${exported.name}`,
      this.links(exported.doc.text),
      ...this.signature(exported),
      ...this.notes(exported.doc),
      ...this.members(exported),
    ].join('\n\n');
  }

  private signature({ name, kind, type }: Export): string[] {
    if (kind === 'class') return [`Props: ${this.type(type)}`];
    if (kind === 'interface') return [];
    const separators = { type: ' = ', function: '', constant: ': ' };
    const words = { type: 'type ', function: '', constant: 'const ' };
    return ['```ts\n' + words[kind] + name + separators[kind] + type + '\n```'];
  }

  private notes({ returns, throws, see, params }: Doc): string[] {
    const lines = [
      ...Object.entries(params).map(([name, text]) => `- \`${name}\`: ${this.links(text)}`),
      ...(returns === undefined ? [] : [`- Returns ${this.links(returns)}`]),
      ...(throws === undefined ? [] : [`- Throws ${this.links(throws)}`]),
      ...see.map((address) => `- See ${address}`),
    ];
    return lines.length > 0 ? [lines.join('\n')] : [];
  }

  private members({ name, kind, members }: Export): string[] {
    const own = members.filter(({ declaredIn }) => declaredIn === name);
    const origins = [...new Set(members.map(({ declaredIn }) => declaredIn))].filter((origin) => origin !== name);
    return [
      ...(kind === 'class' ? this.attributes(own) : this.props(own)),
      ...origins.flatMap((origin) => {
        const inherited = members.filter(({ declaredIn }) => declaredIn === origin);
        return name === COMPLETE
          ? [`From ${this.reference(origin)}:`, ...this.props(inherited)]
          : [`From ${this.reference(origin)}: ${inherited.map((member) => `\`${member.name}\``).join(', ')}`];
      }),
    ];
  }

  private reference(name: string): string {
    return this.names.has(name) ? linkTo(name) : `\`${name}\``;
  }

  private props(members: readonly Member[]): string[] {
    const properties = members.filter(({ kind }) => kind === 'property');
    return [
      ...table(
        ['prop', 'type', 'default', 'meaning'],
        properties.map((member) => [
          `\`${member.name}\``,
          this.type(member.type),
          member.isOptional ? renderDefault(member.doc.default) : '**required**',
          this.links(member.doc.text),
        ]),
      ),
      ...this.methods(members),
    ];
  }

  private attributes(members: readonly Member[]): string[] {
    const properties = members.filter(({ kind }) => kind === 'property');
    return [
      ...table(
        ['attribute', 'type', 'meaning'],
        properties.map(({ name, type, doc }) => [`\`${name}\``, this.type(type), this.links(doc.text)]),
      ),
      ...this.methods(members),
    ];
  }

  private methods(members: readonly Member[]): string[] {
    const methods = members.filter(({ kind }) => kind === 'method');
    return table(
      ['method', 'meaning'],
      methods.map(({ name, type, doc }) => [`\`${name}${type}\``, this.links(doc.text)]),
    );
  }

  /** A type as code, with a link if it is an exported type or a list of one. */
  private type(type: string): string {
    const [, name = ''] = /^(?:readonly )?(\w+)(?:\[\])?$/.exec(type) ?? [];
    const code = `\`${type}\``;
    return this.names.has(name) ? `[${code}](#${name.toLowerCase()})` : code;
  }

  private links(text: string): string {
    return text.replace(/\{@link (\w+)\}/g, (_, name: string) => this.reference(name));
  }
}

/** `- what happens` as text, and a value as code. */
function renderDefault(text = ''): string {
  const [, value, rest = ''] = /^(\S+)(.*)$/s.exec(text) ?? [];
  return value === '-' ? rest.trim() : `\`${value}\`${rest}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [[line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')];
}

/** A cell has no line breaks, and no `|` of its own. */
const cell = (text: string): string => text.replaceAll('\n\n', '<br>').replaceAll('|', '\\|');
