import { setTimeout as delay } from 'node:timers/promises';

/** Lets one part of a process tell another that there is something to do now, not only at its next look. */
export class Bell {
  private rung = new AbortController();

  ring(): void {
    this.rung.abort();
  }

  /** Waits so many wall-clock milliseconds, or until the bell is rung (also just before), or the signal is aborted. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await delay(ms, undefined, { signal: AbortSignal.any([signal, this.rung.signal]) });
    } catch (error) {
      if (!signal.aborted && !this.rung.signal.aborted) throw error;
    }
  }

  /** From here on only a new ring counts; to be called before looking for what there is to do. */
  reset(): void {
    if (this.rung.signal.aborted) this.rung = new AbortController();
  }
}
