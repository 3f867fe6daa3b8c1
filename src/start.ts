import { start } from './runtime/start';

void start(process.argv.slice(2), process.env);
