import { doorOf } from '../../activities/capabilities/action-deps';
import { createLetterActivities } from '../../activities/letters';
import { gmail } from '../../src/vendors/gmail/index';
import type { LetterRequest } from '../../src/ticket/domain/letters';
import { SHIPPED } from '../support/service-desk';
import { type Office, openOffice } from './support';

describe('A letter to the requester of a ticket', () => {
  let office: Office;

  beforeAll(async () => {
    office = await openOffice();
    const at = new Date('2026-06-01T09:00:00Z');
    await office.db.ticket.create({
      data: {
        id: 'tkt_1',
        reference: 'TKT-0001',
        workflowId: 'ticket/TKT-0001',
        requesterName: 'Carla',
        requesterEmail: 'carla@acme.example',
        requesterKey: 'carla@acme.example',
        subject: 'Printer',
        description: '',
        channel: 'email',
        priority: 'low',
        category: 'technical',
        status: 'resolved',
        team: 'tech-support',
        articles: [],
        deskVersion: SHIPPED,
        openedBy: {},
        openedAt: at,
        updatedAt: at,
      },
    });
  });
  afterAll(() => office.close());

  const tell = async (at: string, request: Omit<LetterRequest, 'ticketId'>, timeZone = 'Europe/Madrid') => {
    const clock = { productNow: () => Date.parse(at) };
    const door = doorOf(office.deps, gmail, 'mail');
    const letters = createLetterActivities({ ...office.deps, clock, timeZone }, door);
    return await letters.tellRequester({ ticketId: 'tkt_1', ...request });
  };

  it('[OOES-28] that can wait goes in the day of the house, or of the requester where that is known', async () => {
    const reminder = { letter: 'reminder', key: 'quiet', mayWait: true } as const;
    // A Saturday in Madrid.
    expect(await tell('2026-06-06T10:00:00Z', reminder)).toEqual({
      outcome: 'quiet',
      untilMs: Date.parse('2026-06-08T06:00:00Z'),
    });
    await office.db.ticket.update({
      where: { id: 'tkt_1' },
      data: { requesterEmail: 'olga@company.example', requesterKey: 'olga@company.example' },
    });
    expect(await tell('2026-06-08T05:00:00Z', reminder, 'Asia/Tokyo')).toMatchObject({ outcome: 'quiet' });
    expect(await tell('2026-06-08T06:00:00Z', reminder, 'Asia/Tokyo')).toEqual({ outcome: 'sent' });
  });

  it('goes at once when it confirms what the client has done, at any hour', async () => {
    expect(await tell('2026-06-06T23:00:00Z', { letter: 'closed', key: 'at once' })).toEqual({
      outcome: 'sent',
    });
  });

  it('is not sent any more when the ticket has gone on', async () => {
    expect(await tell('2026-06-08T09:00:00Z', { letter: 'opened', key: 'over' })).toEqual({
      outcome: 'overtaken',
    });
  });
});
