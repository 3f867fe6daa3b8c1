import { join } from 'node:path';
import type { TimeScale } from '../promise/domain/time';
import type { StartSettings } from '../settings/settings';
import { webhookSecretVariables } from '../settings/vendors';
import { VENDOR_VARIABLES } from '../vendors/variables';

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
  const sandboxed = Object.entries(settings.vendors).flatMap(([vendor, { mode }]) =>
    mode === 'sandbox' ? [vendor] : [],
  );
  const rows: [string, string][] = [
    ['API', `${apiUrl}/v1`],
    ['its documentation', `${apiUrl}/docs`],
    [
      'Temporal',
      facts.temporalUiUrl ? `${facts.temporalAddress}, Web UI ${facts.temporalUiUrl}` : facts.temporalAddress,
    ],
    ['PostgreSQL', withoutPassword(facts.databaseUrl)],
    ['sandbox', sandboxRow(settings, sandboxed)],
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

/** Only the vendors that have a connector: nothing answers for the others. */
function sandboxRow(settings: StartSettings, sandboxed: string[]): string {
  const known = sandboxed.filter((vendor) =>
    Object.entries(VENDOR_VARIABLES).some(([name, entry]) => name === vendor && entry.liveUrl),
  );
  return known.length === 0 ? 'off' : `${settings.apiUrl}/sandbox/{vendor} for ${known.join(', ')}`;
}

function webhookSecretRows(settings: StartSettings): [string, string][] {
  return webhookSecretVariables().flatMap(({ vendor, name, as }) => {
    const { mode, values } = settings.vendors[vendor];
    const standard = VENDOR_VARIABLES[vendor].variables.find((variable) => variable.name === name)?.sandbox;
    // A secret that somebody set is nobody's to print.
    const shown = values[as] === standard ? `${standard}` : 'as set';
    return mode === 'sandbox' ? [[name, shown] satisfies [string, string]] : [];
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
