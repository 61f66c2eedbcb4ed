// Lint says what the compiler cannot: who may import whom, and no `any`.
import js from '@eslint/js';
import globals from 'globals';
import ts from 'typescript-eslint';

/** Forbids imports whose module name matches one of `patterns`, saying why. */
const noImports = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });
const node = { regex: '^node:', message: 'Pure code: pass it in, or move this to src/io.' };
const vscode = { regex: '^vscode$', message: 'Only src/host and src/extension.ts know the editor.' };
const toolkit = { regex: 'webview-ui-toolkit', message: 'Only webview/ui/controls.tsx knows the toolkit.' };
const charts = { regex: '^chart\\.js', message: 'Only webview/charts knows chart.js.' };
const jsdiff = { regex: '^diff$', message: 'Only src/core/trace/diff.ts knows jsdiff.' };
const outward = { regex: '(^|/)(host|io|cli|harness|webview)/', message: 'Arrows point to the core, never out of it.' };
const protocol = { regex: '(^|/)protocol/', message: 'The protocol knows the core, not the other way round.' };
const page = { regex: '(^|/)webview/', message: 'The host talks to the page through src/protocol only.' };
const host = { regex: '(^|/)(host|io|cli|harness)/', message: 'The page knows protocol and core only.' };

export default ts.config(
  { ignores: ['dist', 'node_modules', '.cache', 'test-results', 'tools/*/node_modules', 'test/fixtures', 'media'] },
  js.configs.recommended,
  ...ts.configs.strict,
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      eqeqeq: ['error', 'smart'],
    },
  },
  { files: ['**/*.mjs'], languageOptions: { globals: globals.node } },
  {
    files: ['src/core/**/*.ts'],
    rules: noImports(node, vscode, toolkit, charts, jsdiff, outward, protocol),
  },
  {
    files: ['src/protocol/**/*.ts'],
    rules: noImports(node, vscode, toolkit, charts, jsdiff, outward),
  },
  { files: ['src/core/trace/diff.ts'], rules: noImports(node, vscode, toolkit, charts, outward, protocol) },
  {
    files: ['src/io/**/*.ts', 'src/cli/**/*.ts', 'src/harness/**/*.ts'],
    rules: noImports(vscode, toolkit, charts, jsdiff, page),
  },
  { files: ['src/host/**/*.ts', 'src/extension.ts'], rules: noImports(toolkit, charts, jsdiff, page) },
  { files: ['webview/**/*.{ts,tsx}'], rules: noImports(node, vscode, toolkit, charts, jsdiff, host) },
  { files: ['webview/ui/controls.tsx'], rules: noImports(node, vscode, charts, jsdiff, host) },
  { files: ['webview/charts/**/*.{ts,tsx}'], rules: noImports(node, vscode, toolkit, jsdiff, host) },
);
