import { ANSWERS } from './cases/answers';
import { DECLARED } from './cases/declared';
import { LEAKS } from './cases/leaks';
import { REFUSALS } from './cases/refusals';
import { REPEATS } from './cases/repeats';
import { SPECIFICATION } from './cases/specification';
import { CANDIDATES } from './connectors';
import { conforms } from './conforms';
import { Stand } from './stand';

// Each case does everything that a connector can make, on whatever machine this is.
jest.setTimeout(240_000);

let stand: Stand;
beforeAll(async () => {
  stand = await Stand.open();
});
afterAll(() => stand.close());

conforms(CANDIDATES, [DECLARED, ...REPEATS, ...REFUSALS, ...ANSWERS, SPECIFICATION, LEAKS], () => stand);
