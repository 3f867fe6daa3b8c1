import { declaring, type FactRules } from '../../fact/domain/declaration';

interface EscalationRules extends FactRules<'update'> {
  /** `ladder`: whoever has a role on the ladder, was told, or stands in for one of these. */
  readonly statedBy: 'ladder';
}

const fact = declaring<EscalationRules>();

/** `standsIn`: the roles of those who are away and whose deputy the person is. */
interface Acknowledged {
  escalationId: string;
  nextUpdateAtMs: number;
  standsIn?: string[];
}

export const escalationAcknowledged = fact<Acknowledged>()({
  name: 'escalationAcknowledged',
  says: 'Somebody took an escalation on and said when the next update comes',
  statedBy: 'ladder',
  keeps: { update: {} },
});

export const escalationResolved = fact<{ escalationId: string }>()({
  name: 'escalationResolved',
  says: 'An escalation was resolved',
  statedBy: 'ladder',
  keeps: { update: {} },
});

/**
 * The facts that stop a climb or end it; every subject hears them. An update on an escalation is given by taking it on
 * anew, with the time of the update after it, or by ending it with a note. Both are the person's to add.
 */
export const ESCALATION_FACTS = [escalationAcknowledged, escalationResolved] as const;
