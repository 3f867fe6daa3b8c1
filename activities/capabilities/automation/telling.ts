import type { AutomationPort } from '../../../src/capability/offered/automation';
import type { ActionActivities, ActionsOf } from '../../../src/capability/actions';
import type { ActionDeps, Door } from '../action-deps';
import { type EngagementFile, readEngagementFile } from '../engagement-file';
import { renderTemplate } from '../templates';
import { atVendor } from '../vendor-errors';

/** The action on automations: what is told them, and nothing that they answer. */
export function createAutomationActivities(
  { db }: ActionDeps,
  { effects, port }: Door<AutomationPort>,
): Pick<ActionActivities, ActionsOf<'automation'>> {
  return {
    'automation.tell': ({ engagementId, key, params: { hook, template, contacts }, fills }) =>
      atVendor(async () => {
        const done = { refs: { hook }, note: `The automation "${hook}" was told.` };
        if ((await effects.find('told', key)) !== undefined) return done;
        const file = await readEngagementFile(db, engagementId);
        const { id, reference, title, client } = file;
        const said = template === undefined ? undefined : await renderTemplate(db, file, template, fills);
        await port().tell(key, {
          hook,
          engagement: { id, reference, title },
          client: { name: client.name, ...(contacts === true ? { contacts: reachable(file) } : {}) },
          ...(said === undefined ? {} : { text: said.text.trim() }),
        });
        await effects.keep('told', key, hook);
        return done;
      }),
  };
}

function reachable({ client: { contacts } }: EngagementFile): { name: string; email: string }[] {
  return contacts.flatMap(({ name, email }) => (email === null ? [] : [{ name, email }]));
}
