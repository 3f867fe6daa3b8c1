export { engagement } from './engagement';
export { project } from './tracks/project';
export { intake } from './intake';
export { postman } from './postman';
export { ticket } from './ticket';
export { report } from './report';
export { incident } from './incident';
export { problem } from './problem';
