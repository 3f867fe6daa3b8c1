/**
 * The import rule of the house, types included: see ARCHITECTURE.md. The part that allows types is in
 * .dependency-cruiser.built.cjs.
 */
module.exports = {
  forbidden: [
    {
      name: 'domain-knows-nobody',
      severity: 'error',
      from: { path: '^src/domain' },
      to: { path: '^(src/(?!domain)|workflows|activities)' },
    },
    {
      name: 'activities-know-connectors-and-store',
      severity: 'error',
      from: { path: '^activities' },
      to: { path: '^(src/api|workflows)' },
    },
    {
      name: 'connectors-know-no-inner-room',
      severity: 'error',
      from: { path: '^src/connectors' },
      to: { path: '^(src/api|workflows|activities)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'src/database/generated' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
