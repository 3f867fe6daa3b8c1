import type { SandboxDesk } from './desk';
import { answerUnderFaults, type RequestLog } from './under-faults';
import type { SandboxListener, SandboxReception, SandboxWorld, VendorSandbox } from './vendor-sandbox';

/** A stand-in that may have a server of its own. */
interface Stand {
  readonly name: string;
  readonly vendor: VendorSandbox;
  readonly world: SandboxWorld;
  readonly desk: SandboxDesk;
  readonly log: RequestLog;
}

/** The servers of stand-ins that speak another protocol than HTTP. Each takes a free port. */
export class SandboxListeners {
  private readonly listening = new Map<string, SandboxListener>();

  constructor(private readonly stands: ReadonlyMap<string, Stand>) {}

  async open(host: string): Promise<void> {
    for (const { name, vendor, world, desk, log } of this.stands.values()) {
      if (vendor.listen === undefined) continue;
      const reception: SandboxReception = {
        world,
        inTurn: (work) => desk.inTurn(work),
        answer: async (request, work, gone) => {
          const { instead, ...answer } = await answerUnderFaults(log, request, [request.path], work, gone);
          return instead === undefined ? answer : { ...answer, body: instead.text.repeat(instead.times) };
        },
      };
      this.listening.set(name, await vendor.listen(reception, host));
    }
  }

  /** Undefined for a stand-in that is asked by HTTP alone. */
  portOf(name: string): number | undefined {
    return this.listening.get(name)?.port;
  }

  /** Cuts off whoever is being served. */
  async close(): Promise<void> {
    await Promise.all([...this.listening.values()].map((listener) => listener.close()));
  }
}
