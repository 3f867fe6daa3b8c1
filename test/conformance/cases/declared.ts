import { operationsOf } from '../operations';
import type { ConformanceCase } from './case';

export const DECLARED: ConformanceCase = {
  name: 'declared',
  promise:
    'every function of every port that the vendor provides is known to the suite, and whether it calls us',
  async run(_stand, candidate) {
    const { vendor, connector } = candidate;
    expect(Object.keys(connector.operations).toSorted()).toEqual([...vendor.provides].toSorted());
    expect(operationsOf(candidate).some(({ operation }) => operation.makes !== undefined)).toBe(true);
    expect(connector.webhook !== undefined).toBe(vendor.webhook !== undefined);
  },
};
