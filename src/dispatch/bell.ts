/** Lets one part of a process tell another that there is something to do now, not only at its next look. */
export class Bell {
  private rung = false;
  private wake = () => {};

  ring(): void {
    this.rung = true;
    this.wake();
  }

  /** Waits so many wall-clock milliseconds, or until the bell is rung (also just before), or the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void> {
    if (this.rung || signal.aborted) {
      return Promise.resolve();
    }
    // By hand: what AbortSignal.any hangs on a signal that lives as long as the process is never let go in Node 20.
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        this.wake = () => {};
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
      this.wake = end;
    });
  }

  /** From here on only a new ring counts; to be called before looking for what there is to do. */
  reset(): void {
    this.rung = false;
  }
}
