import { join } from 'node:path';
import ts from 'typescript';
import { compile } from '../schemas/json-schema';

const ROOT = join(__dirname, '..', '..', '..');
const ENTRY = join(ROOT, 'modules', 'index.ts');

/** Text of a doc comment, in Markdown. `{@link X}` is as in the source. */
export interface Doc {
  readonly text: string;
  /** Text of `@default`: a value, or `- ` and what happens. */
  readonly default?: string;
  readonly returns?: string;
  readonly throws?: string;
  readonly see: readonly string[];
  /** Texts of `@param`, by the name of the parameter. */
  readonly params: Readonly<Record<string, string>>;
}

/** A prop, an attribute or a method. */
export interface Member {
  /** Name; `loadBalancer.dnsName` for a member of an object that has no type of its own. */
  readonly name: string;
  /** Type as in the source; of a method its parameters and its result. */
  readonly type: string;
  readonly kind: 'property' | 'method';
  readonly isOptional: boolean;
  /** Interface or class that declares it. */
  readonly declaredIn: string;
  readonly doc: Doc;
}

/** One export of the package. */
export interface Export {
  readonly name: string;
  readonly kind: 'class' | 'interface' | 'type' | 'function' | 'constant';
  readonly doc: Doc;
  /** Type as in the source: that of the props for a class, the definition for a type, parameters and result for a function. */
  readonly type: string;
  /** Members of a class or an interface, inherited ones included. Members of `Construct` are left out. */
  readonly members: readonly Member[];
}

/**
 * Reads every export of `modules/index.ts`, in its order.
 *
 * @throws Error for an export of a kind that has no place in the documentation
 */
export function readApi(): readonly Export[] {
  const program = compile([ENTRY], join(ROOT, 'tsconfig.json'));
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(ENTRY);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${ENTRY} has no exports`);
  return checker.getExportsOfModule(module).map((symbol) => new Reader(checker).exportOf(resolve(checker, symbol)));
}

const resolve = (checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

class Reader {
  constructor(private readonly checker: ts.TypeChecker) {}

  exportOf(symbol: ts.Symbol): Export {
    const [declaration] = symbol.getDeclarations() ?? [];
    const common = { name: symbol.name, doc: this.docOf(symbol) };
    if (!declaration) throw new Error(`${symbol.name} has no declaration`);
    if (ts.isClassDeclaration(declaration)) {
      return { ...common, kind: 'class', type: propsTypeOf(declaration), members: this.membersOf(symbol) };
    }
    if (ts.isInterfaceDeclaration(declaration)) {
      return { ...common, kind: 'interface', type: symbol.name, members: this.membersOf(symbol) };
    }
    if (ts.isTypeAliasDeclaration(declaration)) {
      return { ...common, kind: 'type', type: this.definitionOf(symbol, declaration), members: [] };
    }
    const type = this.checker.getTypeOfSymbolAtLocation(symbol, declaration);
    const [signature] = type.getCallSignatures();
    if (signature) return { ...common, kind: 'function', type: signatureOf(signature), members: [] };
    if (ts.isVariableDeclaration(declaration) && declaration.type) {
      return { ...common, kind: 'constant', type: textOf(declaration.type), members: [] };
    }
    throw new Error(`${symbol.name}: the documentation has no place for this kind of export`);
  }

  private membersOf(symbol: ts.Symbol): Member[] {
    return this.checker
      .getDeclaredTypeOfSymbol(symbol)
      .getProperties()
      .flatMap((property) => this.memberOf(property));
  }

  private memberOf(property: ts.Symbol, prefix = ''): Member[] {
    const [declaration] = property.getDeclarations() ?? [];
    if (!declaration || isHidden(declaration)) return [];
    const name = prefix + property.name;
    const common = {
      name,
      isOptional: (property.flags & ts.SymbolFlags.Optional) !== 0,
      declaredIn: declaringTypeOf(declaration),
      doc: this.docOf(property),
    };
    if (ts.isMethodSignature(declaration) || ts.isMethodDeclaration(declaration)) {
      const [signature] = this.checker.getTypeOfSymbol(property).getCallSignatures();
      return [{ ...common, kind: 'method', type: signature ? signatureOf(signature) : '' }];
    }
    const typeNode = (declaration as ts.PropertySignature | ts.GetAccessorDeclaration).type;
    if (typeNode && ts.isTypeLiteralNode(typeNode)) {
      const parts = this.checker.getTypeFromTypeNode(typeNode).getProperties();
      const nested = parts.flatMap((part) => this.memberOf(part, `${name}.`));
      return [
        { ...common, kind: 'property', type: 'object' },
        ...nested.map((member) => ({ ...member, declaredIn: common.declaredIn })),
      ];
    }
    return [{ ...common, kind: 'property', type: typeNode ? textOf(typeNode) : '' }];
  }

  /** A union is written out. Another type is as in the source. */
  private definitionOf(symbol: ts.Symbol, declaration: ts.TypeAliasDeclaration): string {
    const type = this.checker.getDeclaredTypeOfSymbol(symbol);
    if (!type.isUnion()) return textOf(declaration.type);
    return type.types.map((part) => this.checker.typeToString(part).replaceAll('"', "'")).join(' | ');
  }

  private docOf(symbol: ts.Symbol): Doc {
    const tags = symbol.getJsDocTags(this.checker);
    const text = (name: string): string[] =>
      tags.filter((tag) => tag.name === name).map((tag) => textOfParts(tag.text));
    const params = tags.filter(({ name }) => name === 'param').map(({ text: parts = [] }) => paramOf(parts));
    return {
      text: textOfParts(symbol.getDocumentationComment(this.checker)),
      default: text('default')[0],
      returns: text('returns')[0],
      throws: text('throws')[0],
      see: this.seeOf(symbol),
      params: Object.fromEntries(params),
    };
  }

  /** From the source, because TypeScript takes the `https` of an address for a name. */
  private seeOf(symbol: ts.Symbol): string[] {
    return (symbol.getDeclarations() ?? [])
      .flatMap((declaration) => ts.getJSDocTags(declaration))
      .filter((tag) => tag.tagName.text === 'see')
      .map((tag) => tag.getText().replace(/^@see\s+|[\s*/]+$/g, ''));
  }
}

/** Type of the constructor's props; empty for a class that has none. */
function propsTypeOf(declaration: ts.ClassDeclaration): string {
  const constructor = declaration.members.find(ts.isConstructorDeclaration);
  const type = constructor?.parameters.find(({ name }) => name.getText() === 'props')?.type;
  return type ? textOf(type) : '';
}

/** Whether a member is private, or comes from another package. */
function isHidden(declaration: ts.Declaration): boolean {
  const flags = ts.getCombinedModifierFlags(declaration);
  const isPublic = (flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0;
  return !isPublic || declaration.getSourceFile().fileName.includes('/node_modules/');
}

function declaringTypeOf({ parent }: ts.Declaration): string {
  return ts.isInterfaceDeclaration(parent) || ts.isClassDeclaration(parent) ? (parent.name?.text ?? '') : '';
}

function signatureOf(signature: ts.Signature): string {
  const declaration = signature.getDeclaration();
  const parameters = declaration.parameters.map((parameter) => {
    // A parameter that is taken apart has the name of its type.
    const name = ts.isIdentifier(parameter.name) ? parameter.name.text : lowerFirst(textOf(parameter.type));
    return `${name}: ${textOf(parameter.type)}`;
  });
  return `(${parameters.join(', ')}): ${textOf(declaration.type)}`;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

const textOf = (node: ts.Node | undefined): string => node?.getText().replace(/\s+/g, ' ') ?? '';

/** Text of a comment. Each paragraph is one line. */
const textOfParts = (parts: readonly ts.SymbolDisplayPart[] | undefined): string =>
  ts
    .displayPartsToString([...(parts ?? [])])
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .join('\n\n');

function paramOf(parts: readonly ts.SymbolDisplayPart[]): [string, string] {
  const [, name = '', text = ''] = /^(\S+)\s*(.*)$/s.exec(textOfParts(parts)) ?? [];
  return [name, text];
}
