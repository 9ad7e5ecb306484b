import ts from 'typescript';

/** Compiles files for a generator that reads types and doc comments. */
export function compile(files: readonly string[], tsconfig: string): ts.Program {
  const { config } = ts.readConfigFile(tsconfig, (file) => ts.sys.readFile(file)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ts.sys.getCurrentDirectory());
  return ts.createProgram([...files], { ...options, types: [] });
}
