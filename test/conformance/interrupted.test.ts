import { Hanging, hangingCase } from './cases/hanging';
import { interruptions, Workers } from './cases/interruptions';
import { conforms } from './conforms';
import { CANDIDATES } from './connectors';
import { Stand } from './stand';

// Each case does everything that a connector can make, on whatever machine this is.
jest.setTimeout(240_000);

let stand: Stand;
let slow: Stand;
let workers: Workers;
let hanging: Hanging;

beforeAll(async () => {
  [stand, slow] = await Promise.all([Stand.open(), Stand.open()]);
  workers = new Workers();
  hanging = new Hanging(slow);
});
afterAll(async () => {
  await workers.close();
  await Promise.all([stand.close(), slow.close()]);
});

conforms(CANDIDATES, [...interruptions(() => workers), hangingCase(() => hanging)], () => stand);
