import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { type ClientConnectConfig, loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import { readKeys } from '../credential/domain/key';
import { isCurrency } from '../money/domain/currencies';
import { zoneOf } from '../promise/domain/calendar/zone';
import { REAL_TIME, type TimeScale } from '../promise/domain/time';
import type { CapabilityQueues } from '../capability/capability-queues';
import type { Vendor } from '../vendors/kit/vendor';
import type { VendorSettings } from '../vendors/kit/vendor-settings';
import { readTargets, type WebhookTargets } from '../webhook/domain/target';
import { VENDORS } from '../vendors/registry';
import { readCapabilities } from './capabilities';
import type { EmbeddedPorts, PortWish } from './ports';
import { Problems } from './problems';
import { readVendors } from './vendors';

/** How to reach Temporal; `connection` fits both `Connection.connect` and `NativeConnection.connect`. */
export interface TemporalSettings {
  address: string;
  namespace: string;
  connection: ClientConnectConfig['connectionOptions'];
}

interface CommonSettings {
  port: number;
  host: string;
  /** What vendors call and sign; without a trailing slash. */
  publicUrl: string;
  /** Where processes of this machine reach the API; without a trailing slash. */
  apiUrl: string;
  /** Absolute. */
  dataDir: string;
  /** Whether this is the embedded default: PostgreSQL and Temporal are both started here. */
  embedded: boolean;
  /** The house's own time zone, an IANA name: where the days, weeks and months of reports begin. */
  timeZone: string;
  /** The house's own currency, a code of ISO 4217: what counts where nobody names one. */
  currency: string;
  /** The house's own name, as certificates say who has issued them. */
  company: string;
  /** How each vendor is reached, by its name. */
  vendors: Record<string, VendorSettings>;
  /** The vendor that serves each capability where a playbook names no other. */
  capabilities: CapabilityQueues;
  /** What people consent to is sealed by the first; see `readKeys`. None: nothing of it can be kept. */
  credentialKeys: readonly Buffer[];
  /** Where else than on the public internet the subscribers of our webhooks may be. */
  webhookTargets: WebhookTargets;
  /** Where else than on the public internet links of tasks and documents are looked at. */
  linkTargets: WebhookTargets;
  /** Where people see Temporal's Web UI, without a trailing slash, as far as it is known. */
  temporalUiUrl?: string;
  /** Whether workflows keep the stack traces of what they wait for, at twice the processor time. */
  workflowTraces: boolean;
  /** Sentences for people about settings that are fine but surprising. */
  warnings: string[];
}

/** What every process of the product works with. */
export interface Settings extends CommonSettings {
  adminToken: string;
  databaseUrl: string;
  temporal: TemporalSettings;
  time: TimeScale;
}

/** What `npm start` works with: addresses that are missing here are those of the servers it starts itself. */
export interface StartSettings extends CommonSettings {
  adminToken?: string;
  databaseUrl?: string;
  temporal?: TemporalSettings;
  namespace: string;
  /** Set when PROMISEKEEPER_TIME_SCALE is. */
  timeScale?: number;
  /** The wished ports of the embedded servers; `explicit` ones must be free. */
  ports: EmbeddedPorts<PortWish>;
  cacheDir: string;
  temporalCliPath?: string;
}

type Environment = Record<string, string | undefined>;

const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .refine((value) => value >= 1 && value <= 65_535);
const timeZone = z.string().refine(isTimeZone);
const TIME_ZONE_HINT = 'give an IANA time zone such as Europe/London';
const company = z.string().trim().min(1).max(200);
const COMPANY_HINT = 'give a name of 200 characters at most';
const currency = z.string().refine(isCurrency);
const CURRENCY_HINT = 'give a currency code of ISO 4217 such as EUR';
const targets = z
  .string()
  .transform(readTargets)
  .refine((read) => read !== null);
const TARGETS_HINT =
  'give names of hosts and ranges of addresses by commas, such as hooks.intranet.example,10.1.0.0/16';
const credentialKeys = z
  .string()
  .transform(readKeys)
  .refine((keys) => keys !== null);
const KEYS_HINT =
  'give 32 bytes in base64 or hex, such as openssl rand -base64 32 makes; an older key may follow after a comma';
const PORT_HINT = 'give a whole number from 1 to 65535';
const url = z.url({ protocol: /^https?$/, abort: true }).transform((text) => text.replace(/\/+$/, ''));
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, hostname: /.+/ });

/**
 * The settings of one process of the product: of the server, the worker and the commands. `npm start` hands them to
 * its processes by environment; in a real installation they are set there.
 * @throws SettingsError naming every missing or wrong variable at once
 */
export function readSettings(env: Environment, vendors: readonly Vendor[] = VENDORS): Settings {
  const problems = new Problems(env);
  const start = readAll(problems, env, vendors);
  const databaseUrl = start.databaseUrl ?? problems.missing('DATABASE_URL', 'the address of PostgreSQL');
  const temporal = start.temporal ?? problems.missing('TEMPORAL_ADDRESS', "Temporal's address, host:port");
  const adminToken = start.adminToken ?? problems.missing('PROMISEKEEPER_ADMIN_TOKEN', ADMIN_TOKEN_HINT);
  const anchor = problems.read('PROMISEKEEPER_TIME_ANCHOR_MS', z.coerce.number().int(), 'npm start sets it');
  problems.throwIfAny();
  return {
    ...start,
    databaseUrl: databaseUrl ?? '',
    temporal: temporal ?? { address: '', namespace: '', connection: {} },
    adminToken: adminToken ?? '',
    time:
      anchor === undefined
        ? REAL_TIME
        : { scale: start.timeScale ?? 1, anchorWallMs: anchor, anchorProductMs: anchor },
  };
}

/**
 * The settings of `npm start`.
 * @throws SettingsError naming every missing or wrong variable at once
 */
export function readStartSettings(env: Environment, vendors: readonly Vendor[] = VENDORS): StartSettings {
  const problems = new Problems(env);
  const start = readAll(problems, env, vendors);
  if (!start.embedded && start.adminToken === undefined) {
    problems.missing('PROMISEKEEPER_ADMIN_TOKEN', ADMIN_TOKEN_HINT);
  }
  problems.throwIfAny();
  return start;
}

const ADMIN_TOKEN_HINT =
  "the administrator's token, a secret of at least 16 characters; openssl rand -hex 32 makes one";

function readAll(problems: Problems, env: Environment, known: readonly Vendor[]): StartSettings {
  const apiPort = problems.read('PORT', port, `${PORT_HINT}, such as 3000`) ?? 3_000;
  const host =
    problems.read('HOST', z.string().regex(/^[\w.:-]+$/), 'give a name or address to listen on') ??
    '127.0.0.1';
  const databaseUrl = problems.read(
    'DATABASE_URL',
    postgresUrl,
    'write postgresql://user:password@host:5432/database',
  );
  const temporal = readTemporal(problems, env);
  const external = databaseUrl !== undefined || temporal !== undefined;
  const embedded = problems.text('PROMISEKEEPER_EMBEDDED') === '1' || !external;
  const timeScale = problems.read(
    'PROMISEKEEPER_TIME_SCALE',
    z.coerce.number().min(1).max(100_000),
    SCALE_HINT,
  );
  if (timeScale !== undefined && !embedded) {
    problems.add(
      'PROMISEKEEPER_TIME_SCALE',
      'works with the embedded PostgreSQL and Temporal only: leave it out here',
    );
  }
  const tokenSchema = z
    .string()
    .regex(/^\S+$/)
    .min(embedded ? 1 : 16);
  const adminToken = problems.read('PROMISEKEEPER_ADMIN_TOKEN', tokenSchema, ADMIN_TOKEN_HINT, 'secret');
  const temporalUiUrl = problems.read('TEMPORAL_UI_URL', url, URL_HINT);
  const temporalCliPath = problems.text('TEMPORAL_CLI_PATH');
  const apiUrl = `http://${addressableHost(host)}:${apiPort}`;
  const dataDir = problems.text('PROMISEKEEPER_DATA_DIR') ?? '.data';
  const sandboxUrl = problems.read('PROMISEKEEPER_SANDBOX_URL', url, URL_HINT) ?? `${apiUrl}/sandbox`;
  const { vendors, warnings } = readVendors(problems, { embedded, sandboxUrl }, known);
  const publicUrl = problems.read('PUBLIC_URL', url, URL_HINT) ?? `http://127.0.0.1:${apiPort}`;
  return {
    port: apiPort,
    host,
    apiUrl,
    publicUrl,
    dataDir: isAbsolute(dataDir) ? dataDir : resolve(dataDir),
    embedded,
    timeZone: problems.read('PROMISEKEEPER_TIME_ZONE', timeZone, TIME_ZONE_HINT) ?? 'Etc/UTC',
    currency: problems.read('PROMISEKEEPER_CURRENCY', currency, CURRENCY_HINT) ?? 'EUR',
    company: problems.read('PROMISEKEEPER_COMPANY', company, COMPANY_HINT) ?? new URL(publicUrl).host,
    vendors,
    capabilities: readCapabilities(problems, known),
    credentialKeys: problems.read('PROMISEKEEPER_CREDENTIAL_KEY', credentialKeys, KEYS_HINT, 'secret') ?? [],
    webhookTargets: readTargetsOf(problems, 'PROMISEKEEPER_WEBHOOK_TARGETS', embedded),
    linkTargets: readTargetsOf(problems, 'PROMISEKEEPER_LINK_TARGETS', embedded),
    workflowTraces: problems.text('PROMISEKEEPER_WORKFLOW_TRACES') === '1',
    warnings,
    namespace: temporal?.namespace ?? problems.text('TEMPORAL_NAMESPACE') ?? 'default',
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(temporal === undefined ? {} : { temporal }),
    ...(adminToken === undefined ? {} : { adminToken }),
    ...(timeScale === undefined ? {} : { timeScale }),
    ...(temporalUiUrl === undefined ? {} : { temporalUiUrl }),
    ...(temporalCliPath === undefined ? {} : { temporalCliPath }),
    cacheDir: problems.text('PROMISEKEEPER_CACHE_DIR') ?? join(cacheHome(env), 'promisekeeper'),
    ports: {
      temporal: readPort(problems, 'TEMPORAL_PORT', 7_233),
      temporalUi: readPort(problems, 'TEMPORAL_UI_PORT', 8_233),
      postgres: readPort(problems, 'POSTGRES_PORT', 5_432),
    },
  };
}

const SCALE_HINT =
  "give a number from 1 to 100000: how many times as fast as the wall clock the product's time runs";
const URL_HINT = 'write an address that begins with http:// or https://';

/** Temporal's standard variables; its file of profiles only where one is named, so that a start is the same for all. */
function readTemporal(problems: Problems, env: Environment): TemporalSettings | undefined {
  const overrideEnvVars: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith('TEMPORAL_') && value) overrideEnvVars[name] = value;
  }
  const file = overrideEnvVars['TEMPORAL_CONFIG_FILE'];
  if (file !== undefined && !existsSync(file)) {
    problems.add('TEMPORAL_CONFIG_FILE', `cannot be used: there is no file ${file}`);
    return undefined;
  }
  let config: ClientConnectConfig;
  try {
    const disableFile = file === undefined && !overrideEnvVars['TEMPORAL_PROFILE'];
    config = loadClientConnectConfig({ overrideEnvVars, disableFile });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const guilty = Object.entries(overrideEnvVars).find(([, value]) => reason.includes(value));
    problems.add(guilty?.[0] ?? 'TEMPORAL_CONFIG_FILE', `cannot be used: ${reason}`);
    return undefined;
  }
  const { address } = config.connectionOptions;
  if (!address) return undefined;
  if (!/^[^\s/]+:\d{1,5}$/.test(address)) {
    problems.add(
      'TEMPORAL_ADDRESS',
      `is ${JSON.stringify(address)}: write host:port, such as temporal.example.com:7233`,
    );
    return undefined;
  }
  return { address, namespace: config.namespace ?? 'default', connection: config.connectionOptions };
}

function readTargetsOf(problems: Problems, variable: string, loopback: boolean): WebhookTargets {
  return { ...(problems.read(variable, targets, TARGETS_HINT) ?? { hosts: [], ranges: [] }), loopback };
}

function readPort(problems: Problems, name: string, standard: number): PortWish {
  const wished = problems.read(name, port, `${PORT_HINT}, or leave it out for ${standard} or a free one`);
  return { port: wished ?? standard, explicit: wished !== undefined, variable: name };
}

/** The host to call where the server listens on `host`. */
function addressableHost(host: string): string {
  if (['localhost', '0.0.0.0', '::', '::1'].includes(host) || host.startsWith('127.')) return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function cacheHome(env: Environment): string {
  return env['XDG_CACHE_HOME'] || join(env['HOME'] || '/tmp', '.cache');
}

function isTimeZone(name: string): boolean {
  try {
    zoneOf(name);
    return true;
  } catch {
    return false;
  }
}
