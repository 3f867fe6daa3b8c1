/**
 * The house: what each layer of it may import, and how large things may grow. dependency-cruiser checks the imports in
 * `npm test`, types included; `npm run house` prints the whole. A drawer is a layer: whatever lies in a drawer "domain" is
 * pure, in whatever room.
 */
const drawer = (name) => `^src/[^/]+/${name}/`;

const LAYERS = [
  { name: 'domain', path: `${drawer('domain')}|^src/capability/`, mayImport: ['domain'] },
  {
    name: 'workflows',
    path: '^workflows/',
    mayImport: ['domain', 'workflows', 'types of activities'],
  },
  { name: 'settings', path: '^src/settings/', mayImport: ['domain', 'vendors'] },
  { name: 'database', path: '^src/database/', mayImport: ['settings'] },
  { name: 'vendors', path: '^src/vendors/', mayImport: ['domain'] },
  { name: 'print', path: drawer('print'), mayImport: ['domain'] },
  { name: 'store', path: drawer('store'), mayImport: ['domain', 'settings', 'database', 'print'] },
  { name: 'temporal', path: '^src/temporal/', mayImport: ['domain', 'settings'] },
  {
    name: 'dispatch',
    path: `${drawer('dispatch')}|^src/dispatch/`,
    mayImport: ['domain', 'settings', 'database', 'vendors', 'store', 'temporal'],
  },
  {
    name: 'activities',
    path: '^activities/',
    mayImport: ['domain', 'settings', 'database', 'vendors', 'store', 'temporal', 'dispatch'],
  },
  {
    name: 'http',
    path: '^src/edge/http/',
    mayImport: ['domain', 'settings', 'database', 'vendors', 'store', 'temporal'],
  },
  {
    name: 'api',
    path: drawer('api'),
    mayImport: [
      'domain',
      'settings',
      'database',
      'vendors',
      'store',
      'temporal',
      'dispatch',
      'print',
      'http',
    ],
  },
  {
    name: 'edge',
    path: '^src/edge/(?!http/)',
    mayImport: ['domain', 'settings', 'database', 'vendors', 'store', 'temporal', 'dispatch', 'http', 'api'],
  },
  { name: 'runtime', path: '^src/(runtime/|demo/|[^/]+[.]ts$)', mayImport: ['everything'] },
];

const LIMITS = {
  filesInAFolder: 15,
  linesInAFile: 300,
  /** Files outside its own folder that a new one of a kind touches. */
  touched: { vendor: 1, capability: 3, trackKind: 3, fact: 2, subject: 4 },
};

/** The layer that a file of the product lies in. */
function layerOf(file) {
  return LAYERS.find(({ path }) => new RegExp(path).test(file))?.name;
}

module.exports = { LAYERS, LIMITS, layerOf };
