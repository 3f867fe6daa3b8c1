export { engagement } from './engagement';
export { project } from './tracks/project';
