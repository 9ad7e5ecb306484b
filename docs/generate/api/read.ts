import ts from 'typescript';

/** The public API as data. Every text comes from a doc comment, every type from the source. */
export interface Api {
  /** In the order of the exports. */
  readonly exports: readonly ApiExport[];
}

export type ApiExport = ApiClass | ApiInterface | ApiType | ApiFunction | ApiConstant;

interface Documented {
  readonly name: string;
  /** Text of the doc comment, without its tags. */
  readonly doc: string;
}

export interface ApiClass extends Documented {
  readonly kind: 'class';
  readonly constructorParameters: string;
  readonly throws?: string;
  readonly attributes: readonly ApiMember[];
  readonly methods: readonly ApiMethod[];
}

export interface ApiInterface extends Documented {
  readonly kind: 'interface';
  /** Required members first. */
  readonly members: readonly ApiMember[];
  readonly methods: readonly ApiMethod[];
  /** Interfaces that it extends, as the source names them. */
  readonly bases: readonly string[];
}

export interface ApiType extends Documented {
  readonly kind: 'type';
  readonly type: string;
}

export interface ApiFunction extends Documented {
  readonly kind: 'function';
  readonly signature: string;
}

export interface ApiConstant extends Documented {
  readonly kind: 'constant';
  readonly type: string;
}

export interface ApiMember extends Documented {
  readonly type: string;
  readonly optional: boolean;
  /** Text of `@default`. */
  readonly default?: string;
  /** Interface that declares it, if that is not the one that it is listed in. */
  readonly from?: string;
}

export interface ApiMethod extends Documented {
  /** Name, parameters and result, as in the source. */
  readonly signature: string;
}

/**
 * Reads what a module exports.
 *
 * @param program a compiled program that contains the module
 * @param file path of the module
 */
export function readApi(program: ts.Program, file: string): Api {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${file} is not a module of the program`);
  const exported = checker.getExportsOfModule(module).map((symbol) => resolve(checker, symbol));
  return { exports: exported.map((symbol) => readExport(checker, symbol)) };
}

const resolve = (checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

function readExport(checker: ts.TypeChecker, symbol: ts.Symbol): ApiExport {
  const declaration = symbol.declarations?.[0];
  const documented = { name: symbol.name, doc: docOf(checker, symbol) };
  if (declaration && ts.isClassDeclaration(declaration)) return readClass(checker, symbol, declaration, documented);
  if (declaration && ts.isInterfaceDeclaration(declaration)) {
    return readInterface(checker, symbol, declaration, documented);
  }
  if (declaration && ts.isTypeAliasDeclaration(declaration)) {
    return {
      kind: 'type',
      ...documented,
      type: writeType(checker, checker.getTypeAtLocation(declaration), declaration),
    };
  }
  if (declaration && ts.isFunctionDeclaration(declaration)) {
    return { kind: 'function', ...documented, signature: signatureOf(symbol.name, declaration) };
  }
  if (declaration && ts.isVariableDeclaration(declaration)) return readVariable(checker, declaration, documented);
  throw new Error(`${symbol.name} is a kind of export that docs/api.md cannot show yet`);
}

function readVariable(
  checker: ts.TypeChecker,
  declaration: ts.VariableDeclaration,
  documented: Documented,
): ApiFunction | ApiConstant {
  const { initializer, type } = declaration;
  if (initializer && ts.isArrowFunction(initializer)) {
    return { kind: 'function', ...documented, signature: signatureOf(documented.name, initializer) };
  }
  const text = type ? textOf(type) : writeType(checker, checker.getTypeAtLocation(declaration), declaration);
  return { kind: 'constant', ...documented, type: text };
}

function readClass(
  checker: ts.TypeChecker,
  symbol: ts.Symbol,
  declaration: ts.ClassDeclaration,
  documented: Documented,
): ApiClass {
  const own = declaration.members.filter(
    (member) => !(ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)),
  );
  const constructor = own.find(ts.isConstructorDeclaration);
  return {
    kind: 'class',
    ...documented,
    constructorParameters: (constructor?.parameters ?? []).map(textOfParameter).join(', '),
    throws: tagOf(checker, symbol, 'throws'),
    attributes: own
      .filter((member) => ts.isPropertyDeclaration(member) || ts.isGetAccessorDeclaration(member))
      .map((member) => readMember(checker, member)),
    methods: own.filter(ts.isMethodDeclaration).map((method) => readMethod(checker, method)),
  };
}

function readInterface(
  checker: ts.TypeChecker,
  symbol: ts.Symbol,
  declaration: ts.InterfaceDeclaration,
  documented: Documented,
): ApiInterface {
  const declarations = checker
    .getDeclaredTypeOfSymbol(symbol)
    .getProperties()
    .flatMap((property) => property.declarations?.slice(0, 1) ?? []);
  const members = declarations.filter(ts.isPropertySignature).map((member): ApiMember => {
    const { parent } = member;
    const from = ts.isInterfaceDeclaration(parent) && parent !== declaration ? parent.name.text : undefined;
    return { ...readMember(checker, member), from };
  });
  return {
    kind: 'interface',
    ...documented,
    members: [...members.filter(({ optional }) => !optional), ...members.filter(({ optional }) => optional)],
    methods: declarations.filter(ts.isMethodSignature).map((method) => readMethod(checker, method)),
    bases: declaration.heritageClauses?.flatMap(({ types }) => types.map(textOf)) ?? [],
  };
}

type Member = ts.PropertySignature | ts.PropertyDeclaration | ts.GetAccessorDeclaration;

function readMember(checker: ts.TypeChecker, member: Member): ApiMember {
  const symbol = symbolOf(checker, member);
  return {
    name: symbol.name,
    doc: docOf(checker, symbol),
    type: member.type ? textOf(member.type) : writeType(checker, checker.getTypeAtLocation(member), member),
    optional: !ts.isGetAccessorDeclaration(member) && member.questionToken !== undefined,
    default: tagOf(checker, symbol, 'default'),
  };
}

function readMethod(checker: ts.TypeChecker, method: ts.MethodSignature | ts.MethodDeclaration): ApiMethod {
  const symbol = symbolOf(checker, method);
  return { name: symbol.name, doc: docOf(checker, symbol), signature: signatureOf(symbol.name, method) };
}

function symbolOf(checker: ts.TypeChecker, declaration: ts.NamedDeclaration): ts.Symbol {
  const symbol = declaration.name && checker.getSymbolAtLocation(declaration.name);
  if (!symbol) throw new Error(`${declaration.getText()} has no name`);
  return symbol;
}

const docOf = (checker: ts.TypeChecker, symbol: ts.Symbol): string =>
  plain(ts.displayPartsToString(symbol.getDocumentationComment(checker)));

function tagOf(checker: ts.TypeChecker, symbol: ts.Symbol, name: string): string | undefined {
  const tag = symbol.getJsDocTags(checker).find((each) => each.name === name);
  return tag && plain(ts.displayPartsToString(tag.text));
}

/** Keeps paragraphs, joins lines, and turns `{@link x}` into code. */
const plain = (text: string): string =>
  text
    .replace(/\{@link ([^}]+)\}/g, '`$1`')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .join('\n\n');

const signatureOf = (name: string, { parameters, type }: ts.SignatureDeclaration): string =>
  `${name}(${parameters.map(textOfParameter).join(', ')})${type ? `: ${textOf(type)}` : ''}`;

/** A parameter without its modifiers. A pattern is named after what it takes apart. */
function textOfParameter({ name, questionToken, type, initializer }: ts.ParameterDeclaration): string {
  const label = ts.isIdentifier(name) ? name.text : 'props';
  return `${label}${(questionToken ?? initializer) ? '?' : ''}${type ? `: ${textOf(type)}` : ''}`;
}

const writeType = (checker: ts.TypeChecker, type: ts.Type, at: ts.Node): string =>
  checker.typeToString(type, at, ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias);

/** Source text in one line. Comments in it are left out. */
const textOf = (node: ts.Node): string =>
  node
    .getText()
    .replace(/\/\*\*?[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .trim();
