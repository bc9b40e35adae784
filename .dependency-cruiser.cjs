/** The walls of the house: see ARCHITECTURE.md. Lower floors come first; a module imports only from the left of itself. */
const modules = [
  'agreements',
  'organisations',
  'footprint',
  'funding',
  'catalogue',
  'contracts',
  'purchasing',
  'competitions',
  'circular',
  'returns',
  'transparency',
  'desk',
];
const tests = '\\.(test|long|fixture)\\.ts$';
const all = `^src/(${modules.join('|')})/`;

const upward = modules.slice(0, -1).map((name, index) => ({
  name: `${name}-imports-no-higher-module`,
  comment: `What ${name} needs from a higher module is passed in by app.ts, or travels as an event.`,
  severity: 'error',
  from: { path: `^src/${name}/`, pathNot: tests },
  to: { path: `^src/(${modules.slice(index + 1).join('|')})/` },
}));

module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Two files that need each other are one file, or need a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'kernel-is-the-ground',
      comment: 'The kernel has no I/O: only itself and arithmetic.',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: tests },
      to: { pathNot: '^src/kernel/|node_modules/decimal\\.js/' },
    },
    {
      name: 'platform-knows-no-procurement',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: tests },
      to: { path: '^src/(?!kernel/|platform/)' },
    },
    ...upward,
    {
      name: 'modules-through-their-door',
      comment: 'Import from the other module’s index.ts.',
      severity: 'error',
      from: { path: all, pathNot: tests },
      to: { path: all, pathNot: ['^src/[^/]+/index\\.ts$', '^src/$1/'] },
    },
    {
      name: 'app-through-doors',
      severity: 'error',
      from: { path: '^src/[^/]+\\.ts$', pathNot: tests },
      to: { path: all, pathNot: '^src/[^/]+/index\\.ts$' },
    },
    {
      name: 'nobody-imports-the-app',
      severity: 'error',
      from: { path: '^src/(kernel|platform|[a-z]+)/', pathNot: tests },
      to: { path: '^src/(app|services|routes|commands|main|cli|migrations)\\.ts$' },
    },
    {
      name: 'pages-and-api-touch-no-store',
      comment: 'A page or API asks the service; the service asks the store.',
      severity: 'error',
      from: { path: '-(pages|api)\\.ts$' },
      to: { path: '-store\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'rules-are-pure',
      comment: 'The kernel, the store, the network and the framework stay out of rules: only stores speak SQL.',
      severity: 'error',
      from: {
        path: all,
        pathNot: [
          '-(store|migrations|service|demo-job|commands)\\.ts$',
          '/[a-z]+-migrations\\.ts$',
          tests,
          'index\\.ts$',
        ],
      },
      to: { path: 'node_modules/(kysely|pg|@electric-sql)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-test-in-the-product',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { path: `^test/|^bench/|${tests}` },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dependency-in-the-product',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json', '.node'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
