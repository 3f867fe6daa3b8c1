import { Harness } from './harness';

describe('A client delivery', () => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(async () => {
    await harness.stop();
  });

  it('goes from the proposal to the survey when everybody answers', async () => {
    const engaged = await harness.engage();
    await engaged.driveTo(null);
    const journal = await engaged.journal();
    expect(journal.map((entry) => entry.seq)).toEqual(journal.map((_, index) => index + 1));
    expect(await engaged.open()).toEqual([]);
    console.log(journal.map((entry) => entry.summary).join('\n'));
  });
});
