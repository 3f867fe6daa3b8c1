import { condition, defineSignal, proxyLocalActivities, setHandler } from '@temporalio/workflow';

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
