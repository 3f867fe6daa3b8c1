import type { OutsideChange, OutsideState, OutsideThing } from '../../capability/outside';

/** What happened to something between two looks, in the order in which it is told. */
export function changesBetween(what: OutsideThing, before: OutsideState, now: OutsideState): OutsideChange[] {
  switch (what) {
    case 'folder':
    case 'file':
      return movesOfPlace(before, now).map((how) => ({ what, how }));
    case 'meeting':
      return meetingChanges(before, now);
    case 'task':
      return taskChanges(before, now);
    case 'channel':
      return channelChanges(before, now);
    case 'project':
      return projectChanges(before, now);
    // Their vendors tell of them by themselves.
    case 'deal':
    case 'contact':
    case 'envelope':
    case 'enrolment':
    case 'mail':
    case 'order':
    case 'orderLine':
    case 'purchaseOrder':
    case 'shipment':
    case 'ticket':
    case 'survey':
      return [];
  }
}

function movesOfPlace(before: OutsideState, now: OutsideState): ('trashed' | 'deleted' | 'restored')[] {
  if (before.place === now.place) return [];
  switch (now.place) {
    case 'there':
      return ['restored'];
    case 'inBin':
      return ['trashed'];
    case 'gone':
      return ['deleted'];
  }
}

function meetingChanges(before: OutsideState, now: OutsideState): OutsideChange[] {
  const what = 'meeting';
  if (now.place !== 'there') return before.place === 'there' ? [{ what, how: 'deleted' }] : [];
  const changes: OutsideChange[] = before.place === 'there' ? [] : [{ what, how: 'restored' }];
  if (before.startMs !== undefined && now.startMs !== undefined && before.startMs !== now.startMs) {
    changes.push({ what, how: 'moved' });
  }
  const known = before.declinedBy ?? [];
  if ((now.declinedBy ?? []).some((person) => !known.includes(person))) {
    changes.push({ what, how: 'declined' });
  }
  return changes;
}

function channelChanges(before: OutsideState, now: OutsideState): OutsideChange[] {
  const what = 'channel';
  if (now.place !== 'there') return before.place === 'there' ? [{ what, how: 'deleted' }] : [];
  const changes: OutsideChange[] = [];
  const isArchived = now.isArchived === true;
  if (isArchived !== (before.isArchived === true)) {
    changes.push({ what, how: isArchived ? 'archived' : 'unarchived' });
  }
  if (before.named !== undefined && before.named !== now.named) changes.push({ what, how: 'renamed' });
  return changes;
}

/** Of what is gone its task tells. */
function projectChanges(before: OutsideState, now: OutsideState): OutsideChange[] {
  const isClosed = now.isDone === true;
  if (now.place !== 'there' || isClosed === (before.isDone === true)) return [];
  return [{ what: 'project', how: isClosed ? 'closed' : 'reopened' }];
}

function taskChanges(before: OutsideState, now: OutsideState): OutsideChange[] {
  const what = 'task';
  if (now.place !== 'there') return before.place === 'there' ? [{ what, how: 'deleted' }] : [];
  const changes: OutsideChange[] = before.place === 'there' ? [] : [{ what, how: 'restored' }];
  const isDone = now.isDone === true;
  if (isDone !== (before.isDone === true)) changes.push({ what, how: isDone ? 'completed' : 'reopened' });
  if (before.dueMs !== now.dueMs) changes.push({ what, how: 'dueDateMoved' });
  return changes;
}
