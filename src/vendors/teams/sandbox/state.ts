import type { SandboxAnswer, SandboxWorld } from '../../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../../kit/vendor-settings';
import { graphRefusal } from '../../microsoft/sandbox';

export interface Channel {
  id: string;
  displayName: string;
  description: string;
  membershipType: string;
  isArchived: boolean;
  createdDateTime: string;
}

export interface Message {
  id: string;
  createdDateTime: string;
  lastModifiedDateTime: string;
  messageType: 'message';
  body: { contentType: string; content: string };
  attachments: { id: string; contentType?: string; content?: string }[];
}

/** Graph's refusal of a call about another team than the stand-in's only one; undefined when it is that. */
export function otherTeam(world: SandboxWorld, id: string | undefined): SandboxAnswer | undefined {
  return id === requiredValue('teams', world.settings, 'teamId')
    ? undefined
    : graphRefusal(404, 'NotFound', `No team found with Group Id ${id ?? ''}`);
}

export const noChannel = graphRefusal(404, 'NotFound', 'The channel was not found.');

/** The user whom a reference of a member names. */
export function boundUser(reference: string | undefined): string {
  return (
    /\/users(?:\('([^']+)'\)|\/([^/]+))$/
      .exec(reference ?? '')
      ?.slice(1)
      .find(Boolean) ?? ''
  );
}

export function isoNow(world: SandboxWorld): string {
  return new Date(world.nowMs()).toISOString();
}
