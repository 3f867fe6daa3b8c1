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
      name: 'vendors-know-only-capabilities-and-domain',
      severity: 'error',
      from: { path: '^src/vendors/' },
      to: { path: '^(src/(?!vendors/|capability/|[^/]+/domain/)|workflows|activities)' },
    },
    {
      name: 'a-vendor-knows-no-other',
      severity: 'error',
      comment: 'Beside its own folder it has the kit; google holds what the connectors to Google share',
      from: { path: '^src/vendors/([^/]+)/' },
      to: { path: '^src/vendors/', pathNot: '^src/vendors/($1|kit|google)/' },
    },
    {
      name: 'the-kit-knows-no-vendor',
      severity: 'error',
      from: { path: '^src/vendors/kit/' },
      to: { path: '^src/vendors/(?!kit/)' },
    },
    {
      name: 'only-the-registry-names-vendors',
      severity: 'error',
      from: { path: '^(src/(?!vendors/)|workflows|activities)' },
      to: { path: '^src/vendors/(?!kit/|clients|registry)' },
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
