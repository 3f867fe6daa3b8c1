/** A fact that keeps an update on an escalation. */
interface UpdateWay {
  signal: 'escalationAcknowledged' | 'escalationResolved';
  body: { promiseId: string };
}

/**
 * An update on an escalation is given by taking it on anew, with the time of the update after it, or by ending it with
 * a note. Both instants and notes are the person's to add.
 */
export function updateKeptBy(promiseId: string): UpdateWay[] {
  return [
    { signal: 'escalationAcknowledged', body: { promiseId } },
    { signal: 'escalationResolved', body: { promiseId } },
  ];
}
