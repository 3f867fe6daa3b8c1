import { ZodError } from 'zod';
import { VendorError } from './errors';

/**
 * A port whose vendor may answer in another form than the one that it describes: then nobody knows what it did, as after an
 * answer that cannot be read. Whatever else a function of the port throws stays as it is.
 * @param capability names the operation, together with the function
 */
export function tellingOddAnswers<P extends object>(system: string, capability: string, port: P): P {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        const result: unknown = Reflect.apply(member, target, args);
        if (!(result instanceof Promise)) return result;
        return result.catch((error: unknown) => {
          throw error instanceof ZodError ? oddAnswer(system, `${capability}.${String(name)}`) : error;
        });
      };
    },
  });
}

function oddAnswer(system: string, op: string): VendorError {
  const vendorCode = 'UNEXPECTED_ANSWER';
  return new VendorError({ system, op, status: 200, vendorCode, outcome: 'unknown', vendorText: '' });
}
