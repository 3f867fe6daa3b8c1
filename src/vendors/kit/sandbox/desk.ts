import type { VendorSettings } from '../vendor-settings';
import { type RawCall, SpecCheck } from './spec-check';
import type { SandboxAnswer, SandboxCall, SandboxWorld, VendorSandbox } from './vendor-sandbox';

/**
 * The desk of one stand-in: decides on each call in the order in which vendors do (path, token, form), and lets one
 * call at a time change the vendor's state.
 */
export class SandboxDesk {
  private readonly spec: SpecCheck;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly vendor: VendorSandbox,
    private readonly world: SandboxWorld,
  ) {
    this.spec = new SpecCheck(vendor);
  }

  get settings(): VendorSettings {
    return this.world.settings;
  }

  /** @param trusted true for the administrator, who needs no vendor's token */
  async answer(raw: RawCall, trusted: boolean): Promise<SandboxAnswer> {
    const { refusals } = this.vendor;
    const route = this.vendor.routes?.find(
      ({ method, path }) =>
        method === raw.method && (typeof path === 'string' ? path === raw.path : path.test(raw.path)),
    );
    const open = route?.open === true;
    if (!open && !trusted && !(await this.mayCall(raw.headers))) return refusals.unauthorized();
    if (route !== undefined) return this.inTurn(() => route.handle(checkedCall(raw, {}), this.world));
    const checked = await this.spec.check(raw);
    const handler = checked === undefined ? undefined : this.vendor.operations[checked.operationId];
    if (checked === undefined || handler === undefined) return refusals.notFound(raw.path);
    if (checked.problems.length > 0) return refusals.invalid(checked.problems);
    return this.inTurn(() => handler(checkedCall(raw, checked.params), this.world));
  }

  /** Runs one piece of work when all earlier ones are done. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async mayCall(headers: RawCall['headers']): Promise<boolean> {
    const bearer = () => /^Bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1];
    const token = this.vendor.credential === undefined ? bearer() : this.vendor.credential(headers);
    return token !== undefined && (await this.vendor.authorize(token, this.world));
  }
}

/** A call that fits the specification, for a handler that knows the form which the specification gives it. */
function checkedCall(raw: RawCall, params: Readonly<Record<string, string>>): SandboxCall<never> {
  return { ...raw, params } as SandboxCall<never>;
}
