import type { Story } from '../deliveries/delivery-year';

/** What becomes of a project, beside what happens to all of them by chance. */
export interface ProjectStory extends Story {
  /** Planners move one task, add one and drop one, and try what cannot be. */
  isReplanned?: true;
  /** The checks that do not pass the first time, by their steps. */
  fails?: readonly string[];
  /** How often the client asks for more. */
  revisions?: number;
}

const STORIES: Record<string, ProjectStory> = {
  'everything in time': { lateShare: 0, csat: 5 },
  'late, and the client is not content': { lateShare: 0.5, csat: 2 },
  'planned again on the way': { lateShare: 0.05, isReplanned: true, csat: 4 },
  'does not pass its checks': { lateShare: 0.1, fails: ['internal-check', 'final-check'], csat: 3 },
  'revised twice': { lateShare: 0.1, revisions: 2, csat: 4 },
  'called off in the middle': { lateShare: 0.1, csat: 1, calledOffAfter: 30 },
  'called off before it is planned': { lateShare: 0, csat: 1, calledOffAfter: 3 },
  'on hold, and the client says nothing': { lateShare: 0.1, held: { after: 15, days: 12 }, csat: null },
  'another Project Lead': {
    ...{ lateShare: 0.1, changesHands: { after: 12, role: 'project-lead' } },
    ...{ fails: ['internal-check'], csat: 5 },
  },
};

/** Of a few, each has the stories of several. */
const OF_FEW: Record<string, ProjectStory> = {
  'all that can happen on the way to the end': {
    ...{ lateShare: 0.15, isReplanned: true, fails: ['internal-check'], revisions: 1, csat: 2 },
  },
  'on hold, in other hands, and called off': {
    ...{ lateShare: 0.1, held: { after: 15, days: 6 }, changesHands: { after: 12, role: 'project-lead' } },
    ...{ calledOffAfter: 34, csat: null },
  },
};

/** The story of the project of that number. Each is told about as often as the others. */
export function storyOf(number: number, isOfFew: boolean): ProjectStory & { name: string } {
  const all = Object.entries(isOfFew ? OF_FEW : STORIES);
  const [name, story] = all[(number - 1) % all.length] ?? ['', { lateShare: 0, csat: null }];
  return { name, ...story };
}
