import type { z } from 'zod';

/** Every setting that is missing or wrong, told at once. The message is for people; it needs no stack. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly problems: readonly { variable: string; problem: string }[]) {
    const width = Math.max(...problems.map(({ variable }) => variable.length));
    const rows = problems.map(({ variable, problem }) => `  ${variable.padEnd(width)}  ${problem}`);
    const count = problems.length === 1 ? '1 setting needs' : `${problems.length} settings need`;
    super(`Nothing was started: ${count} mending.\n${rows.join('\n')}`);
  }
}

/** Reads variables one by one and collects what is wrong with them. An empty variable counts as not set. */
export class Problems {
  private readonly found: { variable: string; problem: string }[] = [];

  constructor(private readonly env: Record<string, string | undefined>) {}

  text(variable: string): string | undefined {
    return this.env[variable]?.trim() || undefined;
  }

  /**
   * The variable's value through its schema; undefined when it is not set, or is wrong and was noted.
   * @param hint what to do about a wrong value
   * @param kind a secret's value is never repeated
   */
  read<T>(
    variable: string,
    schema: z.ZodType<T>,
    hint: string,
    kind: 'plain' | 'secret' = 'plain',
  ): T | undefined {
    const text = this.text(variable);
    if (text === undefined) return undefined;
    const result = schema.safeParse(text);
    if (result.success) return result.data;
    // Addresses may hold a password.
    const shown =
      kind === 'secret' || /:\/\/[^/]*@/.test(text) ? 'cannot be used' : `is ${JSON.stringify(text)}`;
    this.add(variable, `${shown}: ${hint}`);
    return undefined;
  }

  missing(variable: string, what: string): undefined {
    if (this.found.every((known) => known.variable !== variable)) this.add(variable, `is missing: ${what}`);
    return undefined;
  }

  add(variable: string, problem: string): void {
    this.found.push({ variable, problem });
  }

  throwIfAny(): void {
    if (this.found.length > 0) throw new SettingsError(this.found);
  }
}
