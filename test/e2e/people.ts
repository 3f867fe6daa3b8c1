import { type RealInstallation, type ShownPromise, until } from './real-installation';

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
const OWN_INPUT: Record<string, Record<string, unknown>> = { surveyAnswered: { nps: 9, csat: 5 } };

/** People who keep the open promises of engagements by nothing but what these list in `keptBy`, each promise once. */
export class People {
  private readonly answered = new Set<string>();

  /** @param before called before a promise is kept */
  constructor(
    private readonly installation: RealInstallation,
    private readonly before: (title: string) => Promise<void> = async () => {},
  ) {}

  /** Hires somebody for each role, so that hiring takes no time later. */
  static async hire(installation: RealInstallation): Promise<void> {
    for (const role of ROLES) {
      await installation.tokenOf(role);
    }
  }

  /** Works until the engagement is over. @returns its status; throws with the end of its journal when it is not in time */
  async workOn(id: string, withinMs: number): Promise<string> {
    return await until(
      `the end of ${id}`,
      async () => {
        const { promises, status } = await this.installation.engagement(id);
        for (const promise of promises) {
          await this.keep(id, promise);
        }
        return status === 'active' ? null : status;
      },
      { withinMs },
    ).catch(async (error: unknown) => {
      throw new Error(`${String(error)}.\n${await this.standOf(id)}`);
    });
  }

  private async keep(id: string, promise: ShownPromise): Promise<void> {
    const way = promise.keptBy[0];
    if (promise.state !== 'open' || !way || this.answered.has(promise.id)) {
      return;
    }
    await this.before(promise.title);
    const body = { ...way.body, ...OWN_INPUT[way.signal], commandId: `keeps-${promise.id}` };
    const path = `/v1/engagements/${id}/signals/${way.signal}`;
    const { status } = await this.installation.call(
      'POST',
      path,
      body,
      await this.installation.tokenOf(promise.owedBy),
    );
    if (status !== 200 && status !== 202) {
      throw new Error(`${way.signal} for "${promise.title}" was answered ${status}`);
    }
    this.answered.add(promise.id);
  }

  private async standOf(id: string): Promise<string> {
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
