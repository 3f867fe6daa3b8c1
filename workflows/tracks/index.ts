/** The workflow of each kind of track, by the name of its kind. */
export { course } from './course/course';
export { project } from './project';
