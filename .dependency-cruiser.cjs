/**
 * The import rule of the house, types included: see ARCHITECTURE.md. The part that allows types is in
 * .dependency-cruiser.built.cjs.
 */
module.exports = {
  forbidden: [
    {
      name: 'domain-knows-only-domain',
      severity: 'error',
      comment: 'What lies in a drawer "domain" is pure',
      from: { path: '^src/[^/]+/domain/|^src/capability' },
      to: { path: '^(src/(?![^/]+/domain/|capability)|workflows|activities)' },
    },
    {
      name: 'activities-know-no-edge-and-no-workflow',
      severity: 'error',
      from: { path: '^activities' },
      to: { path: '^(src/([^/]+/api|edge)|workflows)/' },
    },
    {
      name: 'vendors-know-no-inner-room',
      severity: 'error',
      from: { path: '^src/vendors' },
      to: { path: '^(src/([^/]+/(api|store|dispatch)|edge|runtime|settings)|workflows|activities)/' },
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
