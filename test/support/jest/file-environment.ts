import { compileOnce } from './compile-once';
import { TestEnvironment } from 'jest-environment-node';

compileOnce();

/** What gRPC throws at a call on a connection that was closed. */
const CLOSED = 'Channel has been shut down';

type Callback = (...args: unknown[]) => void;

/**
 * Node for one test file, in a process that other files have had before it and will have after it: a timer that the
 * file has left behind never runs once the file is over.
 *
 * The SDK's gRPC client waits with such a timer before it tries a call again, and throws from it when its connection
 * was closed meanwhile. Nobody waits for that call any more, so nothing is lost with that very error.
 */
export default class FileEnvironment extends TestEnvironment {
  private isOver = false;

  constructor(...args: ConstructorParameters<typeof TestEnvironment>) {
    super(...args);
    const { setTimeout: set } = this.global;
    const guarded = (callback: Callback, ms?: number, ...rest: unknown[]) =>
      set(() => this.run(callback, rest), ms);
    this.global.setTimeout = Object.assign(guarded, set);
  }

  override async teardown(): Promise<void> {
    this.isOver = true;
    await super.teardown();
  }

  private run(callback: Callback, args: unknown[]): void {
    if (this.isOver) return;
    try {
      callback(...args);
    } catch (error) {
      if (!isRetryOfClosedConnection(error)) throw error;
    }
  }
}

function isRetryOfClosedConnection(error: unknown): boolean {
  const { message, stack } = error as Partial<Error>;
  return message === CLOSED && /grpc-retry/.test(stack ?? '');
}
