/** Somebody who uses the API. */
export class Caller {
  constructor(
    private readonly baseUrl: string,
    private readonly token: string,
  ) {}

  /** @returns milliseconds until the whole answer was there */
  async get(path: string): Promise<number> {
    const startedAt = performance.now();
    await this.ask('GET', path);
    return performance.now() - startedAt;
  }

  async post<T>(path: string, body?: unknown): Promise<T> {
    return JSON.parse(await this.ask('POST', path, body)) as T;
  }

  as(token: string): Caller {
    return new Caller(this.baseUrl, token);
  }

  private async ask(method: string, path: string, body?: unknown): Promise<string> {
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return text;
  }
}

/** Adds so many people through the API, the roles in turn, and gives each a token. */
export async function hireStaff(
  administrator: Caller,
  count: number,
  roles: readonly string[],
): Promise<{ id: string; caller: Caller }[]> {
  const staff: { id: string; caller: Caller }[] = [];
  for (let number = 0; number < count; number += 1) {
    const role = roles[number % roles.length];
    const { id } = await administrator.post<{ id: string }>('/v1/people', {
      name: `Person ${number}`,
      email: `person-${number}@house.example`,
      roles: [role],
      skills: [],
      capacityHoursPerWeek: 40,
      timeZone: 'Etc/UTC',
    });
    const { token } = await administrator.post<{ token: string }>(`/v1/people/${id}/tokens`);
    staff.push({ id, caller: administrator.as(token) });
  }
  return staff;
}
