import type { Logger } from 'pino';

/** Says an outage once when it begins and once when it is over, and how long to wait before the next try. */
export class OutageLog {
  private failures = 0;

  constructor(
    private readonly log: Pick<Logger, 'warn' | 'info'>,
    private readonly what: string,
  ) {}

  failed(error: unknown): void {
    if (this.failures === 0) {
      this.log.warn(
        { err: error },
        `${this.what} cannot go on; everything is stored, nothing is lost, and it is tried again until it works`,
      );
    }
    this.failures += 1;
  }

  worked(): void {
    if (this.failures > 0) {
      this.log.info(`${this.what} goes on after ${this.failures} failed tries`);
    }
    this.failures = 0;
  }

  /** Wall-clock milliseconds; 0 while all is well. */
  get backOffMs(): number {
    return this.failures === 0 ? 0 : Math.min(500 * 2 ** (this.failures - 1), LONGEST_BACK_OFF_MS);
  }
}

/** Short enough to be back soon after an outage, long enough to be no burden during one. */
const LONGEST_BACK_OFF_MS = 10_000;
