import { condition, defineSignal, proxyLocalActivities, setHandler, sleep } from '@temporalio/workflow';

const { note } = proxyLocalActivities<{ note(heard: string[]): Promise<void> }>({
  startToCloseTimeout: '20 seconds',
  scheduleToCloseTimeout: '20 seconds',
});

/** Hears so many words, and notes those of one breath in one local activity, as a recorder does. */
export async function listener(words: number): Promise<string[][]> {
  const inbox: string[] = [];
  const notes: string[][] = [];
  setHandler(defineSignal<[string]>('say'), (word) => void inbox.push(word));
  while (notes.flat().length < words) {
    await condition(() => inbox.length > 0);
    const heard = inbox.splice(0);
    await note(heard);
    notes.push(heard);
  }
  return notes;
}

/**
 * Notes something, and hears a word meanwhile. What it does when it has come to rest after the word depends on whether it
 * knows by then that the note was taken: a clock that is set and called off in one task leaves no trace but its number.
 */
export async function hasty(): Promise<void> {
  let heard = false;
  let noted = false;
  setHandler(defineSignal('say'), () => void (heard = true));
  void note([]).then(() => void (noted = true));
  await condition(() => heard);
  let looks = 0;
  await condition(() => (looks += 1) > 2);
  if (!noted) await condition(() => noted, '1 hour');
  await sleep(10);
}
