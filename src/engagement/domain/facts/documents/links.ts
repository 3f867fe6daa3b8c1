import { fact } from '../declare';

/** What a link stands at: a task, by its id in the plan, or a document that was linked. Its address stays in the database. */
interface At {
  task?: string;
  document?: string;
}

export const linkBroken = fact<At>()({
  name: 'linkBroken',
  says: 'A link of a task, or to a document, leads nowhere',
  statedBy: 'product',
  told: (at) => `The link ${at} leads nowhere`,
});

export const linkMended = fact<At>()({
  name: 'linkMended',
  says: 'A link that led nowhere leads there again',
  statedBy: 'product',
  told: (at) => `The link ${at} leads there again`,
});

/** All of them. */
export const LINK_FACTS = [linkBroken, linkMended] as const;
export type LinkSignal = (typeof LINK_FACTS)[number]['name'];

/** In words, for the journal. */
export function placeOf({ task }: At): string {
  return task === undefined ? 'to a document' : `of the task ${task}`;
}
