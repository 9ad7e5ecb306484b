import { join } from 'node:path';
import tseslint from 'typescript-eslint';

const READ_A_KIND = "Decide by a `kind`. Only Vault's own words may be read, with a comment that says why.";
/** Fields and variables that hold sentences for people. */
const NAMES = '/^(reason|detail|message|summary|remedy|problem|warning|errors)$/';
const LOOKS = '/^(includes|match|matchAll|startsWith|endsWith|indexOf|search|some|find)$/';
/** Calls that look into a sentence: `problem.text.includes(…)`, `message.match(…)`, `/…/.test(error.message)`. */
const SENTENCES = [
  `CallExpression[callee.property.name=${LOOKS}][callee.object.property.name=${NAMES}]`,
  `CallExpression[callee.property.name=${LOOKS}][callee.object.name=${NAMES}]`,
  `CallExpression[callee.property.name=${LOOKS}][callee.object.property.name='text']`,
  `CallExpression[callee.property.name=/^(test|exec)$/][arguments.0.property.name=/^(reason|text|detail|message|summary|remedy)$/]`,
  `CallExpression[callee.property.name=/^(test|exec)$/][arguments.0.name=/^(reason|detail|message|summary|remedy|words)$/]`,
  `CallExpression[callee.property.name=/^(test|exec)$/] > CallExpression[callee.object.property.name='errors']`,
];

export default tseslint.config(
  { ignores: ['lib/', 'out/', 'node_modules/', 'cdktf.out/', '.venv*/'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: './tsconfig.json', tsconfigRootDir: join(import.meta.dirname, '..') },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-imports': [
        'error',
        {
          // The whole provider costs 2.3 s and 550 MiB on import, a sub-path 0.2 s and 68 MiB.
          paths: ['@cdktf/provider-aws', '@cdktf/provider-vault'].map((name) => ({
            name,
            message: 'Import the sub-path, e.g. @cdktf/provider-aws/lib/route53-record.',
          })),
        },
      ],
    },
  },
  {
    // A reworded sentence must not change what the code does: a decision reads a `kind`.
    files: ['functions/**', 'modules/**', 'cli/**', 'live/**', 'delivery/**', 'docs/generate/**'],
    ignores: ['cli/render/**'],
    rules: { 'no-restricted-syntax': ['error', ...SENTENCES.map((selector) => ({ selector, message: READ_A_KIND }))] },
  },
  { files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
);
