import type { ChatPort } from '../../src/capability/offered/chat';
import type { ActionActivities, ActionResult, ActionsOf } from '../../src/capability/actions';
import type { Party } from '../../src/capability/parameters';
import { ActionRefusedError } from '../../src/capability/refusal';
import type { ActionDeps, Door } from './action-deps';
import { addressees, type EngagementFile, readEngagementFile, someone } from './engagement-file';
import { renderTemplate } from './templates';
import { atVendor } from './vendor-errors';

/** The actions in the chat: the engagement's channel, and messages to it or to people. */
export function createChatActivities(
  { db, clock }: ActionDeps,
  { effects, port }: Door<ChatPort>,
): Pick<ActionActivities, ActionsOf<'chat'>> {
  /** The engagement's channel with its team in it; a message to it may come before the step that makes it. */
  async function channelOf(file: EngagementFile): Promise<{ id: string; absent: number }> {
    const known = await effects.find('channel', file.id);
    if (known !== undefined) return { id: known.vendorId, absent: Number(known.data['absent'] ?? 0) };
    // Put down first, without its name: whoever has to archive it finds it, even if the answer never came.
    await effects.keep('channel-asked', file.id, file.id);
    const id = await port().ensureChannel(file.id, channelWords(file));
    await effects.restOn('channel', id, file.id);
    const team = await addressees(db, file, ['team'], new Date(clock.productNow()));
    const members = await Promise.all(team.map(({ email }) => port().findMember(email)));
    const present = members.filter((member) => member !== undefined);
    await port().invite(id, present);
    await port().setTopic(id, `${file.reference} ${file.title}`);
    const absent = members.length - present.length;
    await effects.keep('channel', file.id, id, { absent: String(absent) });
    return { id, absent };
  }

  async function tellPeople(file: EngagementFile, to: readonly Party[], text: string, key: string) {
    const people = await addressees(db, file, to, new Date(clock.productNow()));
    const refs: Record<string, string> = {};
    let unreached = 0;
    for (const person of someone(people, to)) {
      const member = person.isClient ? undefined : await port().findMember(person.email);
      if (member === undefined) {
        unreached += 1;
      } else {
        const channel = await port().conversationWith(member);
        refs[person.id] = await port().post(channel, text, `${key}/${person.id}`);
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

    'chat.addToChannel': ({ engagementId, key, params }) =>
      atVendor(async () => {
        const file = await readEngagementFile(db, engagementId);
        if (port().dismiss === undefined) throw notApart(params.who);
        const people = someone(
          await addressees(db, file, params.who, new Date(clock.productNow())),
          params.who,
        );
        const { id } = await channelOf(file);
        const members: Record<string, string> = {};
        for (const person of people) {
          const member = await port().findMember(person.email);
          if (member !== undefined) members[person.id] = member;
        }
        const count = Object.keys(members).length;
        if (count === 0) throw notThere(params.who);
        // Put down first: whoever has to take them out again finds them, even if the answer never came.
        await effects.replace('joined', key, id, members);
        await port().invite(id, Object.values(members));
        const absent = people.length - count;
        const rest = absent > 0 ? `; ${absent} not in the chat: invite them there, then to the channel` : '';
        return { refs: { channelId: id }, note: `${count} let into the channel${rest}.` };
      }),

    'chat.removeFromChannel': ({ params: { of, learner } }) =>
      atVendor(async (): Promise<ActionResult> => {
        const joined = await effects.find('joined', of);
        const members = Object.entries(joined?.data ?? {}).filter(([id]) => (learner ?? id) === id);
        if (joined === undefined || members.length === 0) {
          return { refs: {}, note: 'There was nobody to take out of the channel.' };
        }
        await port().dismiss?.(
          joined.vendorId,
          members.map(([, member]) => member),
        );
        return { refs: { channelId: joined.vendorId }, note: `${members.length} taken out of the channel.` };
      }),

    'chat.postMessage': ({ engagementId, key, params, fills }) =>
      atVendor(async () => {
        const file = await readEngagementFile(db, engagementId);
        const text = (await renderTemplate(db, file, params.template, fills)).text.trim();
        if (params.to !== 'channel') return tellPeople(file, params.to, text, key);
        const { id } = await channelOf(file);
        const messageId = await port().post(id, text, key);
        return { refs: { channelId: id, messageId }, note: 'The message is in the channel.' };
      }),

    'chat.archiveChannel': ({ engagementId }) =>
      atVendor(async (): Promise<ActionResult> => {
        const known = await effects.find('channel', engagementId);
        const begun = known ?? (await effects.find('channel-asked', engagementId));
        if (begun === undefined) return { refs: {}, note: 'There was no channel to archive.' };
        const words = channelWords(await readEngagementFile(db, engagementId));
        const channelId = known?.vendorId ?? (await port().ensureChannel(engagementId, words));
        await effects.changeOurselves('channel', channelId, 'archived');
        await port().archive(channelId);
        return { refs: { channelId }, note: 'The channel is archived.' };
      }),
  };
}

function notApart(who: readonly Party[]): ActionRefusedError {
  return new ActionRefusedError(
    `Here whoever is in one channel sees the others too, so nobody of ${who.join(', ')} was let in. Invite them by hand to a place of their own.`,
  );
}

function notThere(who: readonly Party[]): ActionRefusedError {
  return new ActionRefusedError(
    `None of ${who.join(', ')} is in the chat, so nobody was let into the channel. Invite them there, then to the channel.`,
  );
}

/** The reference makes the channel the engagement's own. */
function channelWords({ reference, client }: EngagementFile): string {
  return `${reference}-${client.name}`;
}
