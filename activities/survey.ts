import type { ActionActivities, ActionsOf } from '../src/capability/actions';
import type { SurveyPort } from '../src/capability/offered/survey';
import { restAnew } from '../src/engagement/store/outside';
import { type ActionDeps, type Door } from './capabilities/action-deps';
import { readEngagementFile, unreachableNote } from './capabilities/engagement-file';
import { atVendor } from './capabilities/vendor-errors';

/** The action on surveys that a vendor sends by itself. */
export function createSurveyActivities(
  { db, clock }: ActionDeps,
  { vendor, effects, port }: Door<SurveyPort>,
): Pick<ActionActivities, ActionsOf<'survey'>> {
  return {
    'survey.request': ({ engagementId, key }) =>
      atVendor(async () => {
        const file = await readEngagementFile(db, engagementId);
        const { contacts } = file.client;
        const without = contacts.filter(({ hasConsented }) => !hasConsented).length;
        const known = await effects.find('survey', key);
        const asked = known?.vendorId ?? (await ask());
        const count = asked === '' ? 0 : asked.split(',').length;
        const note = `Asked by a survey: ${count}, left out without consent: ${without}.${unreachableNote(file)}`;
        return { refs: { respondentIds: asked }, note };

        async function ask(): Promise<string> {
          // A vendor without a survey asks nobody: that is told before anybody is made there.
          port().questions();
          const ids: string[] = [];
          for (const { name, email, hasConsented } of contacts) {
            if (hasConsented && email !== null) ids.push(await port().ensureRespondent({ name, email }));
          }
          const unique = [...new Set(ids)];
          // Before they are asked: from then on an answer is one to this question.
          const now = new Date(clock.productNow());
          for (const vendorId of unique) {
            await restAnew(db, { vendor: vendor.name, what: 'survey', vendorId, engagementId }, now);
          }
          if (unique.length > 0) await port().ask(unique);
          return (await effects.keep('survey', key, unique.join(','))).vendorId;
        }
      }),
  };
}
