import type { ActionActivities, ActionResult, Party } from '../../src/capability/actions';
import type { ActionDeps } from './action-deps';
import { Effects } from './effects';
import { addressees, type EngagementFile, readEngagementFile, someone } from './engagement-file';
import { postOnce } from './post-once';
import { renderTemplate, slackTextOf } from './templates';
import { ActionRefusedError, atVendor } from './vendor-errors';

const LONGEST_NAME = 80;
const LONGEST_TOPIC = 250;

/** The actions in the chat: the engagement's channel, and messages to it or to people. */
export function createChatActivities(
  deps: ActionDeps,
): Pick<ActionActivities, 'chat.postMessage' | 'chat.createChannel' | 'chat.archiveChannel'> {
  const { db, clients, clock } = deps;
  const effects = new Effects(deps, 'slack');

  /** The engagement's channel with its team in it; a message to it may come before the step that makes it. */
  async function channelOf(file: EngagementFile): Promise<{ id: string; absent: number }> {
    const known = await effects.find('channel', file.id);
    if (known !== undefined) return { id: known.vendorId, absent: Number(known.data['absent'] ?? 0) };
    const slack = clients.get('slack');
    // Put down first: whoever has to archive it finds it, even if the answer never came.
    const { vendorId: name } = await effects.keep('channel-name', file.id, channelName(file));
    const id = await slack.ensureChannel(name);
    const team = await addressees(db, file, ['team'], new Date(clock.productNow()));
    const members = await Promise.all(team.map(({ email }) => slack.findUserByEmail(email)));
    const present = members.filter((member) => member !== undefined);
    await slack.invite(id, present);
    await slack.setTopic(id, slackTextOf(`${file.reference} ${file.title}`).slice(0, LONGEST_TOPIC));
    const absent = members.length - present.length;
    await effects.keep('channel', file.id, id, { absent: String(absent) });
    return { id, absent };
  }

  async function tellPeople(file: EngagementFile, to: readonly Party[], text: string, key: string) {
    const slack = clients.get('slack');
    const people = await addressees(db, file, to, new Date(clock.productNow()));
    const refs: Record<string, string> = {};
    let unreached = 0;
    for (const person of someone(people, to)) {
      const member = person.isClient ? undefined : await slack.findUserByEmail(person.email);
      if (member === undefined) {
        unreached += 1;
      } else {
        const channel = await slack.openDirectMessage(member);
        refs[person.id] = await postOnce(deps, channel, { text }, `${key}/${person.id}`);
      }
    }
    const told = Object.keys(refs).length;
    if (told === 0) {
      throw new ActionRefusedError(
        `None of ${to.join(', ')} is in the chat, so nobody was told. Tell them yourself.`,
      );
    }
    return { refs, note: `${told} told in the chat${unreached > 0 ? `, ${unreached} not there` : ''}.` };
  }

  return {
    'chat.createChannel': ({ engagementId }) =>
      atVendor(async () => {
        const { id, absent } = await channelOf(await readEngagementFile(db, engagementId));
        const rest = absent > 0 ? `; ${absent} of the team not in the chat` : '';
        return { refs: { channelId: id }, note: `The channel is there with its team${rest}.` };
      }),

    'chat.postMessage': ({ engagementId, key, params }) =>
      atVendor(async () => {
        const file = await readEngagementFile(db, engagementId);
        const text = slackTextOf((await renderTemplate(db, file, params.template)).text.trim());
        if (params.to !== 'channel') return tellPeople(file, params.to, text, key);
        const { id } = await channelOf(file);
        const ts = await postOnce(deps, id, { text }, key);
        return { refs: { channelId: id, messageTs: ts }, note: 'The message is in the channel.' };
      }),

    'chat.archiveChannel': ({ engagementId }) =>
      atVendor(async (): Promise<ActionResult> => {
        const slack = clients.get('slack');
        const known = await effects.find('channel', engagementId);
        const named = known ?? (await effects.find('channel-name', engagementId));
        if (named === undefined) return { refs: {}, note: 'There was no channel to archive.' };
        const channelId = known?.vendorId ?? (await slack.ensureChannel(named.vendorId));
        await slack.archive(channelId);
        return { refs: { channelId }, note: 'The channel is archived.' };
      }),
  };
}

/** Slack's rules for names: lower case, digits, hyphens. The reference makes it the engagement's own. */
function channelName({ reference, client }: EngagementFile): string {
  const words = `${reference}-${client.name}`.normalize('NFKD').toLowerCase();
  const name = words.replace(/[\u0300-\u036f]/g, '').replace(/[^a-z0-9]+/g, '-');
  return name.slice(0, LONGEST_NAME).replace(/^-+|-+$/g, '');
}
