/** The workflow of each kind of track, by the name of its kind. */
export { project } from './project';
