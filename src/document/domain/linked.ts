import type { Actor } from '../../fact/domain/actor';

/** A document that somebody has linked with an engagement. */
export interface LinkedDocument {
  /** That of the command which linked it. */
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly linkedBy: Actor;
  readonly linkedAt: Date;
  /** Who opened it and when they first did, the oldest first. */
  readonly openings: readonly { readonly by: Actor; readonly at: Date }[];
  /** Null: it is to be opened. */
  readonly waiver: { readonly by: Actor; readonly at: Date; readonly reason: string } | null;
}

/** Those that none of these people has opened, and nobody has waived. */
export function unread(
  documents: readonly LinkedDocument[],
  readers: readonly string[],
): readonly LinkedDocument[] {
  const isReader = (actor: Actor) => actor.kind === 'person' && readers.includes(actor.id);
  return documents.filter(
    ({ openings, waiver }) => waiver === null && !openings.some(({ by }) => isReader(by)),
  );
}
