import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import ts from 'typescript';

/**
 * Marks what the top level of a module computes as free of effects. Bundlers then leave out what nobody uses of a file that was made of many
 * modules, as they leave out whole modules under `"sideEffects": false`. A module `namespace.ts` is a file of its own.
 */
export const inertModules: Plugin = {
  name: 'inert-modules',
  setup(build) {
    build.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => ({
      contents: inert(readFileSync(path, 'utf8')),
      loader: 'ts',
    }));
    build.onResolve({ filter: /^@nn\// }, ({ path }) => ({
      path,
      external: true,
      sideEffects: path.endsWith('/register'),
    }));
    // esbuild would make the object of `export * as name from` by a call that stays in every bundle.
    build.onResolve({ filter: /\/namespace\.js$/ }, ({ path, resolveDir }) => ({
      path: `./${relative('src', resolve(resolveDir, path))}`,
      external: true,
    }));
  },
};

type Edit = readonly [from: number, to: number, text: string];

/**
 * `const a = f()` becomes a call that bundlers may leave out, and whose wrapping minifiers take away again; so does a class. Lines stay, and
 * source maps with them.
 */
export function inert(text: string): string {
  const { statements } = ts.createSourceFile('module.ts', text, ts.ScriptTarget.Latest, true);
  let marked = '';
  let done = 0;
  for (const [from, to, inserted] of statements.flatMap(editsOf)) {
    marked += text.slice(done, from) + inserted;
    done = to;
  }
  return marked + text.slice(done);
}

function editsOf(statement: ts.Statement): Edit[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ initializer }) => {
      if (initializer === undefined || isInert(initializer)) return [];
      const start = initializer.getStart();
      return [
        [start, start, opening],
        [initializer.end, initializer.end, closing],
      ];
    });
  if (!ts.isClassDeclaration(statement)) return [];
  // An expression cannot be called abstract, and need not.
  const { end, modifiers, name } = statement;
  const abstract = modifiers?.find(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword);
  const keyword = statement.getStart() + statement.getText().indexOf('class ');
  return [
    [abstract?.getStart() ?? keyword, keyword, `const ${name!.text} = ${opening}`],
    [end, end, `${closing};`],
  ];
}

const opening = '/* @__PURE__ */ (() => (';
const closing = '))()';

/** Whether a bundler sees by itself that nothing happens. */
function isInert(node: ts.Expression): boolean {
  if (ts.isAsExpression(node)) return isInert(node.expression);
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isInert);
  return (
    ts.isIdentifier(node) ||
    ts.isLiteralExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isFunctionExpression(node) ||
    inertKeywords.has(node.kind)
  );
}

const inertKeywords = new Set([ts.SyntaxKind.NullKeyword, ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword]);
