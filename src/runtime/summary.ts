import { join } from 'node:path';
import type { TimeScale } from '../promise/domain/time';
import type { StartSettings } from '../settings/settings';
import { webhookSecretOf } from '../vendors/kit/vendor-variables';
import { VENDORS } from '../vendors/registry';

/** What the screen says when everything is up. */
export interface SummaryFacts {
  settings: StartSettings;
  adminToken: string;
  /** Whether the token was made here: one that a person set is not shown. */
  showToken: boolean;
  temporalAddress: string;
  temporalUiUrl: string | undefined;
  databaseUrl: string;
  time: TimeScale;
  seconds: number;
}

/** One screen: what is where, and what to do next. */
export function summary(facts: SummaryFacts): string {
  const { settings, time } = facts;
  const { apiUrl } = settings;
  const rows: [string, string][] = [
    ['API', `${apiUrl}/v1`],
    ['its documentation', `${apiUrl}/docs`],
    [
      'Temporal',
      facts.temporalUiUrl ? `${facts.temporalAddress}, Web UI ${facts.temporalUiUrl}` : facts.temporalAddress,
    ],
    ['PostgreSQL', withoutPassword(facts.databaseUrl)],
    ['sandbox', sandboxRow(settings)],
    ["administrator's token", facts.showToken ? facts.adminToken : 'as set in PROMISEKEEPER_ADMIN_TOKEN'],
    ...webhookSecretRows(settings),
    ['data folder', `${settings.dataDir} (logs in ${join(settings.dataDir, 'logs')})`],
    ['product time', timeRow(time)],
  ];
  const width = Math.max(...rows.map(([title]) => title.length));
  const token = facts.showToken ? facts.adminToken : '$PROMISEKEEPER_ADMIN_TOKEN';
  return [
    '',
    `Promisekeeper is up (${facts.seconds.toFixed(1)} s).`,
    ...rows.map(([title, value]) => `  ${title.padEnd(width)}  ${value}`),
    ...settings.warnings.map((warning) => `  note: ${warning}`),
    '',
    'Next: watch one engagement from proposal to survey with  npm run demo',
    `      or ask it yourself:  curl -H "Authorization: Bearer ${token}" ${apiUrl}/v1/engagements`,
    'Ctrl-C stops it; what it was told is kept.',
    '',
  ].join('\n');
}

function sandboxRow({ apiUrl, vendors }: StartSettings): string {
  const sandboxed = Object.keys(vendors).filter((name) => vendors[name]?.mode === 'sandbox');
  return sandboxed.length === 0 ? 'off' : `${apiUrl}/sandbox/{vendor} for ${sandboxed.join(', ')}`;
}

function webhookSecretRows({ vendors }: StartSettings): [string, string][] {
  return VENDORS.flatMap((vendor) => {
    const secret = webhookSecretOf(vendor.settings);
    const setting = vendors[vendor.name];
    if (secret === undefined || setting?.mode !== 'sandbox') return [];
    const { name, as, sandbox } = secret;
    // A secret that somebody set is nobody's to print.
    return [[name, sandbox !== undefined && setting.values[as] === sandbox ? sandbox : 'as set']];
  });
}

function timeRow(time: TimeScale): string {
  if (time.scale === 1) return 'the wall clock';
  return `${time.scale} times as fast as the wall clock since ${new Date(time.anchorWallMs).toISOString()}`;
}

function withoutPassword(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.password = '';
  return url.href;
}
