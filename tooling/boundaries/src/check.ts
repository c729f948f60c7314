import { cruise } from 'dependency-cruiser';
import { rules } from './rules.js';

export interface Report {
  readonly modules: number;
  /** One line for each forbidden import. */
  readonly violations: readonly string[];
}

/** Checks every import under `packages`, `apps` and `tooling` of the workspace at `root` against the rules. */
export async function checkImports(root: string): Promise<Report> {
  const { output } = await cruise(
    ['packages', 'apps', 'tooling'],
    {
      baseDir: root,
      validate: true,
      ruleSet: { forbidden: rules },
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
      // The example of somebody else's package knows only what is packed.
      exclude: { path: '/dist/|^apps/example-plugin/' },
    },
    { exportsFields: ['exports'], conditionNames: ['@nn/source', 'types', 'import', 'default'] },
  );
  if (typeof output === 'string') throw new Error(output);
  const modules = output.modules.filter(({ source }) => /^(packages|apps|tooling)\//.test(source)).length;
  const violations = output.summary.violations.map(({ rule, from, to, cycle }) => {
    const path = cycle === undefined ? [to] : cycle.map(({ name }) => name);
    return `${rule.name}: ${[from, ...path].join(' -> ')}`;
  });
  return { modules, violations: modules === 0 ? ['no-modules: nothing to check'] : violations };
}
