import { trackKind } from './kind';

/** One project: its steps, each when those that it comes after are done. It has nothing more to say. */
export const projectTrack = trackKind()('project');
