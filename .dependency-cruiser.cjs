/** The import rule of the house: see ARCHITECTURE.md. */
module.exports = {
  forbidden: [
    {
      name: 'domain-knows-nobody',
      severity: 'error',
      from: { path: '^src/domain' },
      to: { path: '^(src/(?!domain)|workflows|activities)' },
    },
    {
      name: 'workflows-know-domain-and-activity-types',
      severity: 'error',
      from: { path: '^workflows' },
      to: {
        path: '^(src/(?!domain)|activities)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'workflows-reach-no-io',
      severity: 'error',
      comment: 'Nothing that a workflow runs may read a clock, a file, a socket or an environment',
      from: { path: '^(workflows)' },
      to: {
        reachable: true,
        path: '^(node:|fs$|net$|http$|https$|pg$|zod|@prisma|express|undici|temporal-polyfill)|node_modules/(zod|pg|@prisma|express|undici|temporal-polyfill|yaml)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'activities-know-connectors-and-store',
      severity: 'error',
      from: { path: '^activities' },
      to: { path: '^(src/api|workflows)' },
    },
    {
      name: 'api-knows-no-workflow-code',
      severity: 'error',
      from: { path: '^src/api' },
      to: { path: '^(workflows|activities)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'connectors-know-no-inner-room',
      severity: 'error',
      from: { path: '^src/connectors' },
      to: { path: '^(src/api|workflows|activities)' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'src/store/generated' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    parser: 'swc',
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
