/**
 * The import rule of the house as house.config.cjs has it, types included. The part that allows types is in
 * .dependency-cruiser.built.cjs.
 */
const { LAYERS } = require('./house.config.cjs');

const pathOf = new Map(LAYERS.map(({ name, path }) => [name, path]));

const layers = LAYERS.filter(({ mayImport }) => !mayImport.includes('everything')).map(
  ({ name, path, mayImport }) => ({
    name: `${name}-imports-what-lies-below`,
    severity: 'error',
    from: { path },
    to: {
      path: '^(src|workflows|activities)/',
      pathNot: [name, ...mayImport].flatMap((layer) =>
        layer === 'types of activities' ? ['^activities/'] : (pathOf.get(layer) ?? []),
      ),
    },
  }),
);

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'a-vendor-knows-no-other',
      severity: 'error',
      comment: 'Beside its own folder it has the kit; google and microsoft hold what their connectors share',
      from: { path: '^src/vendors/([^/]+)/' },
      to: { path: '^src/vendors/', pathNot: '^src/vendors/($1|kit|google|microsoft)/' },
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
    ...layers,
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
