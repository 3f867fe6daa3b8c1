import { z } from 'zod';
import type { Action } from '../../capability/capability';
import type { ParameterRule, Parameters } from '../../capability/parameters';
import { money } from '../../money/domain/money-schema';
import { slug, text } from './rules/schema';

export const party = z.union([slug, z.literal('team'), z.literal('client')]);
export const parties = z.array(party).min(1);

const signers = z
  .array(slug)
  .min(1)
  .refine((named) => new Set(named).size === named.length, 'each signer is named once')
  .refine((named) => !named.includes('team'), 'a team does not sign: name the client or a role');

const quantity = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,6})?$/, 'a quantity such as "2" or "0.5"')
  .refine((text) => /[1-9]/.test(text), 'more than nothing');

/** How a playbook writes what an action is asked with; anything else is a fault. */
export function parametersOf({ parameters }: Action): z.ZodType {
  return shapeOf(parameters);
}

function shapeOf(parameters: Parameters): z.ZodObject {
  return z.strictObject(
    Object.fromEntries(
      Object.entries(parameters).map(([name, { rule, optional }]) => {
        const schema = schemaOf(rule);
        return [name, optional ? schema.optional() : schema];
      }),
    ),
  );
}

function schemaOf(rule: ParameterRule): z.ZodType {
  switch (rule.kind) {
    case 'name':
      return z.string();
    case 'text':
      return text;
    case 'texts':
      return z
        .array(text)
        .min(1)
        .max(rule.most)
        .refine((all) => new Set(all).size === all.length, 'each text once');
    case 'slug':
    case 'template':
      return slug;
    case 'party':
      return party;
    case 'parties':
      return rule.or === undefined ? parties : z.union([z.literal(rule.or), parties]);
    case 'signers':
      return signers;
    case 'flag':
      return z.boolean();
    case 'quantity':
      return quantity;
    case 'money':
      return money;
    case 'day':
      return z.iso.date();
    case 'rows':
      return z
        .array(shapeOf(rule.columns))
        .min(1)
        .max(rule.most)
        .refine((all) => new Set(all.map((row) => row[rule.by])).size === all.length, `each ${rule.by} once`);
    case 'number': {
      const { min = -Infinity, above = -Infinity, max } = rule;
      return (rule.whole ? z.int() : z.number()).min(min).gt(above).max(max);
    }
  }
}
