import { mergeClients } from '../../../src/client/store/merge';
import { type StartOrder, startEngagement } from '../../../src/engagement/store/engagements-start';
import type { Actor } from '../../../src/fact/domain/actor';
import type { Case } from '../case';
import { decimalOf } from '../money/minor';
import type { World } from '../world';

const FIRST_DEAL = 7_000;
const MERGED_DEALS = 90_000;

export const dealIdOf = (number: number): string => String(FIRST_DEAL + number);

/** Brings engagements into being, by HubSpot's word or by hand, and has deals, contacts and clients merged. */
export class Deals {
  private merges = 0;

  constructor(
    private readonly world: World,
    private readonly startedBy: Actor,
  ) {}

  /** Every way of starting says it twice: the second time must not count. */
  async start(one: Case, atMs: number): Promise<void> {
    if (one.playbook === 'client-delivery' && one.dealId !== null) {
      await this.move(one.dealId, 'planning_proposal', one);
      await this.move(one.dealId, 'planning_proposal', one);
      return;
    }
    if (one.dealId !== null) await this.move(one.dealId, 'contractsent', one);
    const { value } = one.books;
    const order: StartOrder = {
      request: {
        playbook: one.playbook,
        client: {
          name: one.client.name,
          contacts: [{ name: 'Carla Client', email: one.client.email, role: 'buyer' }],
        },
        title: one.title,
        value: { amount: decimalOf(value), currency: value.currency },
      },
      startedBy: this.startedBy,
      externalIds: one.dealId === null ? { order: String(one.number) } : { hubspotDeal: one.dealId },
    };
    const deps = { db: this.world.db, clock: { productNow: () => atMs } };
    await startEngagement(deps, order);
    await startEngagement(deps, order);
    if (one.dealId !== null) await this.move(one.dealId, 'planning_proposal', one);
  }

  /** Two contacts of a deal turn out to be one. */
  async mergeContacts({ dealId, client }: Case): Promise<void> {
    if (dealId === null) return;
    const all = await this.world.objects<{ id: string; properties: { email?: string } }>(
      'hubspot',
      'contacts',
    );
    const ids = all.filter(({ properties }) => properties.email?.endsWith(client.email)).map(({ id }) => id);
    const [primaryObjectId, ...mergedObjectIds] = ids;
    if (mergedObjectIds.length > 0) {
      await this.world.tell('hubspot', 'contact.merge', { primaryObjectId, mergedObjectIds });
    }
  }

  /** Deals become one, under an id of its own, which then reaches the stage at which engagements start. */
  async mergeDeals(one: Case, other: Case | null): Promise<void> {
    if (one.dealId === null) return;
    this.merges += 1;
    const newObjectId = String(MERGED_DEALS + this.merges);
    const stranger = String(MERGED_DEALS + 5_000 + this.merges);
    const otherId = other?.dealId ?? stranger;
    if (otherId === stranger) await this.move(stranger, 'contractsent', one);
    const [primaryObjectId = ''] = [...one.aliases].slice(-1);
    const merged = other ? [...other.aliases].slice(-1) : [stranger];
    await this.world.tell('hubspot', 'deal.merge', { primaryObjectId, mergedObjectIds: merged, newObjectId });
    const all = new Set([...one.aliases, ...(other?.aliases ?? []), otherId, newObjectId]);
    for (const id of all) {
      one.aliases.add(id);
      other?.aliases.add(id);
    }
    await this.move(newObjectId, 'contractsent', one);
    await this.move(newObjectId, 'planning_proposal', one);
  }

  async mergeClients(one: Case, into: Case, atMs: number): Promise<boolean> {
    const [from, to] = await Promise.all([this.clientOf(one), this.clientOf(into)]);
    if (from === null || to === null) return false;
    const merged = await mergeClients(this.world.db, { from, into: to, by: this.startedBy }, new Date(atMs));
    return merged.outcome === 'merged';
  }

  private async clientOf({ id }: Case): Promise<string | null> {
    const row = id === null ? null : await this.world.db.engagement.findUnique({ where: { id } });
    return row?.clientId ?? null;
  }

  private async move(
    id: string,
    dealstage: string,
    { title, client, books: { value } }: Case,
  ): Promise<void> {
    const properties = {
      dealname: title,
      dealstage,
      amount: decimalOf(value),
      deal_currency_code: value.currency,
    };
    const contact = { firstname: 'Carla', lastname: 'Client', company: client.name };
    const contacts = [
      { ...contact, email: client.email },
      { ...contact, email: `second-${client.email}` },
    ];
    await this.world.tell('hubspot', 'deal.propertyChange', { id, properties, contacts });
  }
}
