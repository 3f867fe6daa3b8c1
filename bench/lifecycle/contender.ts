/** Something that carries an engagement through its whole life, with people who answer as soon as they are asked. */
export interface Contender {
  readonly name: 'product' | 'lean';
  /**
   * Starts one engagement and answers everything that it asks.
   * @param latenciesMs takes in, for every signal, the time from sending it to its effect
   * @returns the engagement's workflows, its tracks included, when the last effect has been seen
   */
  carry(latenciesMs: number[]): Promise<string[]>;
}

/** What a run of several engagements yields besides what is read from the processes. */
export interface Drive {
  /** The workflows of each engagement. */
  workflowIds: string[][];
  latenciesMs: number[];
  /** From the first start to the last effect. */
  seconds: number;
}

/** From being asked to answering: the same for both contenders. */
export const REACTION_MS = 25;

/** Longer than any run that is worth waiting for. */
const PATIENCE_MS = 170_000;

/** Carries so many engagements, `atOnce` of them at any moment. @throws when they do not come to their ends */
export async function drive(contender: Contender, engagements: number, atOnce: number): Promise<Drive> {
  const latenciesMs: number[] = [];
  const workflowIds: string[][] = [];
  let begun = 0;
  const lane = async () => {
    while (begun < engagements) {
      begun += 1;
      workflowIds.push(await contender.carry(latenciesMs));
    }
  };
  const startedAt = performance.now();
  const lanes = Array.from({ length: Math.min(atOnce, engagements) }, lane);
  await inTime(Promise.all(lanes), () => `${engagements - workflowIds.length} of ${engagements}`);
  return { workflowIds, latenciesMs, seconds: (performance.now() - startedAt) / 1_000 };
}

async function inTime<T>(run: Promise<T>, missing: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const giveUp = () => reject(new Error(`The run hangs; nothing was measured. Not ended: ${missing()}`));
    timer = setTimeout(giveUp, PATIENCE_MS);
  });
  try {
    return await Promise.race([run, late]);
  } finally {
    clearTimeout(timer);
  }
}
