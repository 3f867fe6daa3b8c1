import type { InstallationApi, ShownPromise } from './installation-api';
import { until } from './until';

export const ROLES = [
  'account-manager',
  'accountable-manager',
  'consultant',
  'customer-relationship-manager',
  'finance-manager',
  'head-of-department',
  'managing-director',
  'operations-manager',
  'project-manager',
  'sales-manager',
];

/** What only a person can add to a body that a promise offers. */
const OWN_INPUT: Record<string, Record<string, unknown>> = {
  surveyAnswered: { nps: 9, csat: 5 },
  contentApproved: { version: '1' },
};

const FORM = '/form/';
/** What answers a question that takes no mere text, by its name. */
const ANSWERS: Record<string, string> = { link: 'https://loop.cloud.microsoft/p/notes' };

/** Why something was not taken. */
interface Refusal {
  errors?: { pointer: string }[];
}

/** A decision that the installation has taken: 200 or 202 was its answer. */
export interface Accepted {
  subject: 'engagements' | 'incidents';
  subjectId: string;
  commandId: string;
  what: string;
}

/** How people work. */
export interface Manners {
  /** Called before a promise is kept. */
  before?: (title: string) => Promise<void>;
  /** Called when a decision was taken. */
  accepted?: (decision: Accepted) => void;
  /** Whether a promise of the engagement with this title is left for now. */
  putsOff?: (promise: ShownPromise, title: string) => boolean;
  /** For how long a decision is sent again while nobody takes it. */
  patienceMs?: number;
}

/** People who keep the open promises of engagements by nothing but what these list in `keptBy`, each promise once. */
export class People {
  private readonly answered = new Set<string>();

  constructor(
    private readonly installation: InstallationApi,
    private readonly manners: Manners = {},
  ) {}

  /** Hires somebody for each role, so that hiring takes no time later. */
  static async hire(installation: InstallationApi): Promise<void> {
    for (const role of ROLES) {
      await installation.tokenOf(role);
    }
  }

  /** Works until the engagement is over. @returns its status; throws with the end of its journal when it is not in time */
  async workOn(id: string, withinMs: number): Promise<string> {
    return await until(
      `the end of ${id}`,
      async () => {
        const status = await this.turnTo(id);
        return status === 'active' ? null : status;
      },
      { withinMs },
    ).catch(async (error: unknown) => {
      throw new Error(`${String(error)}.\n${await this.standOf(id)}`);
    });
  }

  /** Keeps what is open in an engagement now. @returns the engagement's status */
  async turnTo(id: string): Promise<string> {
    const { promises, status, title } = await this.installation.engagement(id);
    for (const promise of promises) {
      if (!this.manners.putsOff?.(promise, title)) {
        await this.keep(id, promise);
      }
    }
    return status;
  }

  private async keep(id: string, promise: ShownPromise): Promise<void> {
    const way = promise.keptBy[0];
    if (promise.state !== 'open' || !way || this.answered.has(promise.id)) {
      return;
    }
    await this.manners.before?.(promise.title);
    const commandId = `keeps-${promise.id}`;
    const body: Record<string, unknown> = { ...way.body, ...OWN_INPUT[way.signal], commandId };
    let { status, missing } = await this.state(id, way.signal, body, promise.owedBy);
    if (status === 422 && missing.length > 0) {
      const form = {
        ...(body['form'] as object),
        ...Object.fromEntries(missing.map((name) => [name, ANSWERS[name] ?? 'as agreed'])),
      };
      ({ status, missing } = await this.state(id, way.signal, { ...body, form }, promise.owedBy));
    }
    if (status !== 200 && status !== 202) {
      throw new Error(`${way.signal} for "${promise.title}" was answered ${status}`);
    }
    this.answered.add(promise.id);
    const what = `${way.signal} for "${promise.title}"`;
    this.manners.accepted?.({ subject: 'engagements', subjectId: id, commandId, what });
  }

  /**
   * Sends it until it is answered: the command's id makes of all of them one.
   * @returns also the questions of its form that have to be answered
   */
  private async state(
    id: string,
    signal: string,
    body: object,
    role: string,
  ): Promise<{ status: number; missing: string[] }> {
    const path = `/v1/engagements/${id}/signals/${signal}`;
    const token = await this.installation.tokenOf(role);
    const { patienceMs } = this.manners;
    const options = patienceMs === undefined ? {} : { withinMs: patienceMs };
    const answer = await this.installation.call<Refusal>('POST', path, body, token, options);
    const pointers = (answer.body?.errors ?? []).map(({ pointer }) => pointer);
    const missing = pointers
      .filter((pointer) => pointer.startsWith(FORM))
      .map((pointer) => pointer.slice(FORM.length));
    return { status: answer.status, missing };
  }

  /** Where an engagement stands: what is open, and how its journal ends. */
  async standOf(id: string): Promise<string> {
    const { promises } = await this.installation.engagement(id);
    const open = promises.filter(({ state }) => state === 'open');
    const lines = open.map((promise) => {
      const said = this.answered.has(promise.id) ? 'answered' : 'not answered';
      return `${promise.id} ${promise.title} (${said})`;
    });
    const journal = await this.installation.journal(id);
    const told = journal.slice(-30).map(({ at, summary }) => `${at} ${summary}`);
    return `Open:\n${lines.join('\n')}\nThe journal ends:\n${told.join('\n')}`;
  }
}
