import { faultsOf } from './playbook-rules';
import { NAMEABLE, playbookSchema, playbookSchemaOf } from './playbook-schema';
import type { Playbook } from './playbook';
import { faultsOfForm, parseRules, type TextFault } from './rules/text';
import { type NamedVendor, vendorFaults } from './vendor-faults';

export type ParsedPlaybook = { ok: true; playbook: Playbook } | { ok: false; faults: TextFault[] };

/**
 * Reads a playbook from its YAML text: form first, then what its parts have to do with each other. All faults at once.
 * @param vendors those that it may name; left out for a text that was published, whose vendors may have left since
 * @param nameable what else it may name
 */
export function parsePlaybook(
  source: string,
  vendors?: readonly NamedVendor[],
  nameable = NAMEABLE,
): ParsedPlaybook {
  const parsed = parseRules<Playbook>(source, (written) => {
    const schema = nameable === NAMEABLE ? playbookSchema : playbookSchemaOf(nameable);
    const formed = schema.safeParse(written);
    if (!formed.success) {
      return { ok: false, faults: faultsOfForm(formed.error) };
    }
    const rules = formed.data as Playbook;
    const faults = [...faultsOf(rules, nameable.facts), ...(vendors ? vendorFaults(rules, vendors) : [])];
    return faults.length > 0 ? { ok: false, faults } : { ok: true, rules };
  });
  return parsed.ok ? { ok: true, playbook: parsed.rules } : parsed;
}
