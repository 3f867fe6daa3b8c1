import type { Deeds } from './deeds';
import type { World } from './world';

const DAY_MS = 86_400_000;
/** A jump this long cannot be waited for: it is over as soon as nothing is left to do, and not before. */
export const QUIET_MS = 20_000;

/** Who lives in a world: what they have in mind, and how they see what is new. */
interface Living {
  world: World;
  deeds: Deeds;
  /** Finds what has newly opened, and draws what people will make of it. */
  look: (nowMs: number) => Promise<void>;
}

/** Lets the days pass until an instant: each deed is done at its time, and all that follows from it before the next one. */
export async function letDaysPass({ world, deeds, look }: Living, untilMs: number): Promise<void> {
  for (let nowMs = await world.now(); nowMs < untilMs; ) {
    await look(nowMs);
    const nextMs = Math.min(deeds.nextAtMs ?? Infinity, nowMs + DAY_MS, untilMs);
    await world.env.sleep(Math.max(1, nextMs - nowMs));
    nowMs = await world.now();
    const due = deeds.takeUntil(nowMs);
    for (const deed of due) {
      await deed(await world.now());
    }
    if (due.length > 0) {
      await world.env.sleep(QUIET_MS);
      nowMs = await world.now();
    }
  }
}
