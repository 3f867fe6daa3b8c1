import type { PlannerPort } from '../../../src/capability/offered/planner';
import type { Door } from '../action-deps';
import type { EngagementFile } from '../engagement-file';

/** The plan of an engagement at the vendor, made if it is not there. @returns its id */
export async function planOf(
  { effects, port }: Door<PlannerPort>,
  { id, reference, title }: EngagementFile,
): Promise<string> {
  const known = await effects.find('plan', id);
  if (known !== undefined) return known.vendorId;
  const made = await port().ensurePlan(id, `${reference} ${title}`);
  return (await effects.keep('plan', id, made)).vendorId;
}
