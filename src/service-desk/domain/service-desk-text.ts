import { faultsOfForm, type ParsedText, parseRules } from '../../playbook/domain/rules/text';
import type { ServiceDesk } from './service-desk';
import { faultsOf } from './service-desk-rules';
import { serviceDeskSchema } from './service-desk-schema';

/**
 * Reads the service desk's rules from their YAML text: form first, then what its parts have to do with each other. All
 * faults at once.
 */
export function parseServiceDesk(source: string): ParsedText<ServiceDesk> {
  return parseRules<ServiceDesk>(source, (written) => {
    const formed = serviceDeskSchema.safeParse(written);
    if (!formed.success) {
      return { ok: false, faults: faultsOfForm(formed.error) };
    }
    const faults = faultsOf(formed.data);
    return faults.length > 0 ? { ok: false, faults } : { ok: true, rules: formed.data };
  });
}
