import { courseTrack } from './course';
import type { TrackKindDeclaration } from './kind';
import { projectTrack } from './project';

/** Every kind of delivery inside an engagement. */
export const TRACK_KINDS = [projectTrack, courseTrack] as const;

type Declared = (typeof TRACK_KINDS)[number];

export type TrackKind = Declared['kind'];

/** What a playbook says of a track beside its title and its steps, by its kind. */
export type RulesByKind = {
  [D in Declared as D['kind']]: D extends TrackKindDeclaration<string, infer Rules> ? Rules : never;
};
