/**
 * Mutation runs: `make mutants` and `make mutants OF=executor`.
 *
 * The planner meets the tests that ask it directly. The executor meets a short trial in virtual time: each mutant runs
 * the simulated worlds, because what it does matters only when calls fail.
 */
const PARTS = {
  planner: {
    mutate: ['functions/dr-operations/plan/**/*.ts'],
    testRunner: 'jest',
    plugins: ['@stryker-mutator/jest-runner'],
    coverageAnalysis: 'perTest',
    timeoutMS: 60_000,
    jest: {
      config: {
        testMatch: [
          '<rootDir>/test/functions/dr-operations/{plan.properties,proof,scenarios}.test.ts',
          '<rootDir>/test/safety/decisions.test.ts',
        ],
      },
    },
  },
  executor: {
    mutate: ['functions/dr-operations/{execute,replication}/**/*.ts', 'functions/dr-operations/lease.ts'],
    // Words for people matter to nobody in a simulated world.
    mutator: { excludedMutations: ['StringLiteral'] },
    testRunner: 'command',
    commandRunner: { command: 'node_modules/.bin/tsx test/simulation/judge.ts' },
    timeoutMS: 5_000,
  },
};

const name = process.env.MUTATE ?? 'planner';
const part = PARTS[name];
if (!part) throw new Error(`There is no part "${name}" to mutate: ${Object.keys(PARTS).join(' or ')}`);

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  concurrency: 2,
  disableTypeChecks: false,
  ignorePatterns: [
    '/lib',
    '/releases',
    '/modules',
    '/live',
    '/delivery',
    '/cli',
    '/out',
    '/cdktf.out',
    '/.venv*',
    '/.groovy',
  ],
  tempDirName: `out/mutants/${name}/sandbox`,
  reporters: ['progress-append-only', 'clear-text', 'json', 'html'],
  clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
  jsonReporter: { fileName: `out/mutants/${name}/mutants.json` },
  htmlReporter: { fileName: `out/mutants/${name}/mutants.html` },
  ...part,
};
