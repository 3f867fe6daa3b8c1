/** What is declared of a kind of track: it is also the type of its workflow. No zod here: workflows import it. */
export interface TrackKindDeclaration<K extends string = string, Rules extends object = object> {
  readonly kind: K;
  /** What a playbook says of a track of this kind beside its title and its steps. */
  rulesOf(track: { kind: string }): Rules;
}

/** Declares a kind of track. */
export function trackKind<Rules extends object = object>() {
  return <const K extends string>(kind: K): TrackKindDeclaration<K, Rules> => ({
    kind,
    rulesOf(track) {
      if (track.kind !== kind) {
        throw new RangeError(`A track of the kind ${track.kind} is none of the kind ${kind}`);
      }
      // The playbook has passed the form of this very kind.
      return track as unknown as Rules;
    },
  });
}
