import type { OutsideChange, OutsideState, OutsideThing } from '../../capability/outside';

/** What happened to something between two looks, in the order in which it is told. */
export function changesBetween(what: OutsideThing, before: OutsideState, now: OutsideState): OutsideChange[] {
  switch (what) {
    case 'folder':
    case 'file':
      return movesOfPlace(before, now).map((how) => ({ what, how }));
    case 'meeting':
      return meetingChanges(before, now);
    // Their vendors tell of them by themselves.
    case 'deal':
    case 'contact':
    case 'channel':
    case 'envelope':
    case 'mail':
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
