import type { Connection } from '../../database/database';
import type { Command } from '../../database/generated/client';
import {
  DOCUMENT_FACTS,
  documentLinked,
  documentOpened,
  documentWaived,
} from '../../engagement/domain/facts/documents/facts';
import type { Actor } from '../../fact/domain/actor';
import type { CommandState } from '../../fact/store/commands';
import type { LinkedDocument } from '../domain/linked';

/**
 * The documents that people have linked with an engagement, the oldest first. They are read from what was stated, which
 * counts from the moment at which it is stored: whoever opens the last one can go on at once.
 */
export async function listLinkedDocuments(db: Connection, engagementId: string): Promise<LinkedDocument[]> {
  const commands = await db.command.findMany({
    where: {
      subjectId: engagementId,
      signal: { in: DOCUMENT_FACTS.map(({ name }) => name) },
      state: { not: 'ignored' satisfies CommandState },
    },
    orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
  });
  const of = (signal: string) => commands.filter((command) => command.signal === signal);
  const [opened, waived] = [of(documentOpened.name), of(documentWaived.name)];
  return of(documentLinked.name).map((command) => {
    const { id, receivedAt: linkedAt } = command;
    const { title, url } = command.body as { title: string; url: string };
    const openings = opened.filter((one) => about(one) === id).map(acted);
    const waiver = waived.find((one) => about(one) === id);
    return {
      ...{ id, title, url, linkedBy: actorIn(command), linkedAt, openings },
      waiver: waiver ? { ...acted(waiver), reason: (waiver.body as { reason: string }).reason } : null,
    };
  });
}

function about({ body }: Command): string {
  return (body as { document: string }).document;
}

function acted(command: Command): { by: Actor; at: Date } {
  return { by: actorIn(command), at: command.receivedAt };
}

function actorIn({ actor }: Command): Actor {
  return actor as Actor;
}
