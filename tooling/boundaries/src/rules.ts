import type { IForbiddenRuleType } from 'dependency-cruiser';

/** The arrows: what the sources of each package may import. Tests may also import what their package.json declares. */
const arrows: Record<string, readonly string[]> = {
  core: [],
  random: ['core'],
  safetensors: ['core'],
  'backend-cpu': ['core'],
  tensor: ['random', 'core'],
  data: ['tensor', 'random', 'core'],
  init: ['random', 'core'],
  testing: ['random', 'core'],
  autograd: ['tensor', 'core'],
  optim: ['tensor', 'core'],
  modules: ['tensor', 'init', 'random', 'core'],
  'backend-conformance': ['tensor', 'autograd', 'modules', 'init', 'testing', 'core', 'random'],
  nn: ['tensor', 'autograd', 'modules', 'init', 'optim', 'data', 'random', 'core', 'backend-cpu', 'safetensors'],
};

const tests = '[.](test|test-d|bench)[.]ts$|/test-[a-z-]+[.]ts$|/src/testing/';

/** A package that is not in the table may import no other. */
const unknownPackage: IForbiddenRuleType = {
  name: 'arrows-unknown',
  severity: 'error',
  from: { path: '^packages/', pathNot: `^packages/(${Object.keys(arrows).join('|')})/` },
  to: { path: '^packages/([^/]+)/', pathNot: '^packages/$1/' },
};

/** The kit that proves initializers: the one entry of `@nn/init` that may use `@nn/testing`. */
const initConformance = '^packages/init/src/conformance/';

export const rules: IForbiddenRuleType[] = [
  unknownPackage,
  {
    name: 'arrows-init-conformance',
    severity: 'error',
    from: { path: initConformance, pathNot: tests },
    to: { path: '^packages/', pathNot: '^packages/(init|testing|random|core)/' },
  },
  {
    name: 'no-import-of-init-conformance',
    comment: 'A bundle of initializers holds no tests.',
    severity: 'error',
    from: { path: '^packages/init/src/', pathNot: [initConformance, tests] },
    to: { path: initConformance },
  },
  ...Object.entries(arrows).map(([name, allowed]): IForbiddenRuleType => ({
    name: `arrows-${name}`,
    severity: 'error',
    from: { path: `^packages/${name}/`, pathNot: [tests, initConformance] },
    to: { path: '^packages/', pathNot: `^packages/(${[name, ...allowed].join('|')})/` },
  })),
  {
    name: 'no-cycle',
    comment: 'Types may point both ways, values may not.',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'no-unresolved',
    comment: 'An import of a package that package.json does not declare is unresolved.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-relative-import-across-packages',
    severity: 'error',
    from: { path: '^(?:packages|apps|tooling)/([^/]+)/' },
    to: { dependencyTypes: ['local'], pathNot: '^(?:packages|apps|tooling)/$1/' },
  },
  {
    name: 'no-import-of-tests',
    severity: 'error',
    from: { pathNot: tests },
    to: { path: tests },
  },
  {
    name: 'no-runtime-dependency',
    comment: 'Packages need each other and nothing else, Node included; the test kits may use their optional peers.',
    severity: 'error',
    from: { path: '^packages/', pathNot: [tests, initConformance, '^packages/(testing|backend-conformance)/'] },
    to: { pathNot: '^packages/', couldNotResolve: false },
  },
];
