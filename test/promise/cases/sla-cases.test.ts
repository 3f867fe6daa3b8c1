import { answerCase, answerCases } from '../../../src/promise/domain/cases/answer';
import type { CaseAnswer } from '../../../src/promise/domain/clock/types';
import file from './sla-cases.json';

interface PrintedCase {
  id: string;
  title: string;
  expectedDeadline: string | null;
  expected: Partial<CaseAnswer>;
}

describe('[S4-20] The printed clock cases', () => {
  const printed: PrintedCase[] = JSON.parse(JSON.stringify(file.cases));

  it.each(printed)('$id $title', (asked) => {
    const { expectedDeadline, expected } = asked;
    const answer = answerCase(asked);
    const { error, ...rest } = expected;
    expect(answer.deadline).toBe(expectedDeadline);
    expect(answer).toMatchObject(rest);
    expect(answer.error?.split(':')[0]).toBe(error);
    expect(answer.explanation.length).toBeGreaterThan(0);
  });

  it('are answered one by one, in their order', () => {
    expect(answerCases(file).map((answer) => answer.id)).toEqual(printed.map((each) => each.id));
    expect(printed).toHaveLength(91);
  });
});
