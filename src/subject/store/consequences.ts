import { preferChannel } from '../../client/store/channel';
import type { Connection } from '../../database/database';
import { manageCrisis, passOnUnheard } from '../../incident/store/crisis-incident';
import { tellIncidentsOf, tellWhatStands } from '../../incident/store/following';
import { tellTicketsOf } from '../../ticket/store/following';
import type { Consequence, SubjectState } from '../../journal/domain/model';

/** Does what has to happen elsewhere because of a fact of this subject, in the transaction that stores the fact. */
export async function follow(tx: Connection, subject: SubjectState, consequence: Consequence): Promise<void> {
  const at = new Date(consequence.atMs);
  switch (consequence.kind) {
    case 'crisisReached': {
      const { escalationId, promise } = consequence;
      return await manageCrisis(tx, subject, { escalationId, promise, at });
    }
    case 'incidentClosed':
      return await passOnUnheard(tx, subject.id, at);
    case 'engagementTurned':
      await tellTicketsOf(tx, subject.id, consequence);
      return await tellIncidentsOf(tx, subject.id, consequence);
    case 'incidentConcerns':
      return await tellWhatStands(tx, subject.id, consequence);
    case 'surveyConsentGiven':
      return await recordConsent(tx, subject, at);
    case 'channelPreferred':
      if (subject.clientId !== null) await preferChannel(tx, subject.clientId, consequence.channel, at);
  }
}

/** Whoever has consented before keeps their own date; whoever has taken it back is not asked again by a signature. */
async function recordConsent(tx: Connection, { clientId, reference }: SubjectState, at: Date): Promise<void> {
  if (clientId !== null) {
    await tx.contact.updateMany({
      where: { clientId, consentAt: null, consentSource: null },
      data: { consentAt: at, consentSource: `signed proposal ${reference}` },
    });
  }
}
