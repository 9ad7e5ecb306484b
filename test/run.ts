/**
 * Runs every check and ends with the line `N passed, N failed`. Each gate and each jest test counts as one.
 * The gates run side by side first; then jest runs alone. Its worlds mostly wait, so it has more workers than processors.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SLOW } from './slow';

const ROOT = join(__dirname, '..');
const OUT = join(ROOT, 'out', 'test');
const JEST_REPORT = join(OUT, 'jest.json');
/** Temporary directory of jest, deleted at the end: a killed process may leave files. */
const TEMPORARY = mkdtempSync(join(tmpdir(), 'vault-dr-tests-'));
// PostgreSQL runs as another user, who has to get through to a folder in it.
chmodSync(TEMPORARY, 0o711);

interface Gate {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
}

const npx = (...args: string[]): [string, ...string[]] => ['npx', '--no-install', ...args];

const GATES: readonly Gate[] = [
  { name: 'lint', command: npx('eslint', '--config', '.config/eslint.config.mjs', '--max-warnings', '0', '.') },
  { name: 'format', command: npx('prettier', '--check', '--log-level', 'warn', '.') },
  { name: 'types', command: npx('tsc', '--noEmit') },
  { name: 'checkov', command: ['make', 'checkov', 'ENV=dev'] },
  { name: 'checkov, two clusters', command: ['make', 'checkov-pair'] },
  { name: 'simulated worlds', command: npx('tsx', 'test/simulation/main.ts') },
  { name: 'planted bugs (a sample)', command: npx('tsx', 'test/simulation/mutants/main.ts', '--sample', '12') },
];

const JEST: Gate = {
  name: 'jest',
  command: npx(
    'jest',
    '--maxWorkers=5',
    ...SLOW.map((file) => `--testPathIgnorePatterns=${file}`),
    `--cacheDirectory=${join(tmpdir(), 'jest_vault-dr')}`,
    '--json',
    `--outputFile=${JEST_REPORT}`,
    '--reporters=default',
    '--reporters=jest-junit',
  ),
  env: { JEST_JUNIT_OUTPUT_DIR: OUT, TMPDIR: TEMPORARY },
};

interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** Runs a gate and prints its output at the end, so that the outputs of parallel gates do not mix. */
function run({ name, command: [program, ...args], env }: Gate): Promise<boolean> {
  const startedAt = Date.now();
  const child = spawn(program, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => {
    child.on('error', () => resolve(false));
    child.on('close', (code) => {
      const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
      console.log(`\n=== ${name}: ${code === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
      process.stdout.write(Buffer.concat(chunks));
      resolve(code === 0);
    });
  });
}

function readJestCount(): Count {
  const report = JSON.parse(readFileSync(JEST_REPORT, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numRuntimeErrorTestSuites: number;
  };
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
  };
}

/** Counts the tests of jest. A run without a report counts as one failure. */
function countJest(succeeded: boolean): Count {
  try {
    const count = readJestCount();
    return succeeded || count.failed > 0 ? count : { ...count, failed: 1 };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

async function main(): Promise<void> {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  const gates = await Promise.all(GATES.map(run));
  console.log(`\nskipped, for make test-slow: ${SLOW.join(', ')}`);
  const jest = countJest(await run(JEST));
  const passed = gates.filter(Boolean).length + jest.passed;
  const failed = gates.filter((ok) => !ok).length + jest.failed;
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

void main().finally(() => rmSync(TEMPORARY, { recursive: true, force: true }));
