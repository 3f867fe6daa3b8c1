import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, CallOptions, InstallationApi } from '../support/installation-api';

/** Something that a vendor holds, as its own interface shows it. */
export interface VendorObject {
  /** What a person would call it: "Slack channel", "mail" ... */
  kind: string;
  /** The vendor's. */
  id: string;
  /** Two of a kind that are this alike are one thing that was made twice. */
  alike: string;
  /** What is to be shown of it. */
  shown: string;
}

const TRIES = 60;

/** One call of a vendor's interface, with the vendor's own token; again while the vendor has trouble. */
export async function ask<T>(
  installation: InstallationApi,
  method: string,
  path: string,
  { token, body, headers = {} }: CallOptions & { token: string; body?: unknown },
): Promise<T> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const answer: Answer<T> | null = await installation.callOnce<T>(
      method,
      `/sandbox/${path}`,
      body,
      token,
      headers,
    );
    if (answer !== null && answer.status < 300) {
      return answer.body;
    }
    // What is left of the trouble that was ordered may hit us too.
    await delay(250);
  }
  throw new Error(`${method} ${path} found no answer`);
}

/** Does the work for each item, some at a time, and keeps the order. */
export async function inSteps<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += 10) {
    results.push(...(await Promise.all(items.slice(start, start + 10).map(work))));
  }
  return results;
}
