/** What one run of a contender yields besides what is read from the processes. */
export interface Drive {
  /** The workflows of each engagement, its tracks included. */
  workflowIds: string[][];
  /** Of every signal, from sending it to its effect. */
  latenciesMs: number[];
  /** From the first start to the last effect. */
  seconds: number;
}

/** Something that carries engagements through their whole life, with people who answer at once. */
export interface Contender {
  readonly name: 'product' | 'lean';
  /** Starts so many engagements at once and answers everything that they ask. */
  drive(engagements: number): Promise<Drive>;
}

/** From being asked to answering: the same for both contenders; nobody answers before the question is out. */
export const REACTION_MS = 25;

/** Longer than any run that is worth waiting for. */
const PATIENCE_MS = 170_000;

/** Rejects with what is still missing when a run hangs. */
export async function inTime<T>(run: Promise<T>, missing: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const give = () => reject(new Error(`The run hangs; nothing was measured. Still open: ${missing()}`));
    timer = setTimeout(give, PATIENCE_MS);
  });
  try {
    return await Promise.race([run, late]);
  } finally {
    clearTimeout(timer);
  }
}
