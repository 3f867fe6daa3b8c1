/**
 * The import rule of the house as far as it allows types: these are checked in the compiled code, where imports of
 * types are gone.
 */
module.exports = {
  forbidden: [
    {
      name: 'workflows-know-domain-alone',
      severity: 'error',
      comment: 'Of activities they know the types',
      from: { path: '^dist/workflows' },
      to: { path: '^dist/(src/(?![^/]+/domain/|capability/)|activities)' },
    },
    {
      name: 'workflows-reach-no-io',
      severity: 'error',
      comment: 'Nothing that a workflow runs may read a clock, a file, a socket or an environment',
      from: { path: '^dist/workflows' },
      to: {
        reachable: true,
        path: '^(node:|fs$|net$|http$|https$)|node_modules/(zod|pg|@prisma|express|undici|temporal-polyfill|yaml|ical.js)/',
      },
    },
    {
      name: 'api-knows-no-workflow-code',
      severity: 'error',
      from: { path: '^dist/src/([^/]+/api|edge)/' },
      to: { path: '^dist/(workflows|activities)' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/(src/database/generated|workflows\\.bundle)' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default'] },
  },
};
