import { randomUUID } from 'node:crypto';
import type { PromiseRecord } from '../../database/generated/client';
import { pageAnswer } from '../../edge/http/page';
import type { FieldFault } from '../../edge/http/problem';
import type { Answer } from '../../edge/http/route';
import { levelName } from '../../journal/domain/words';
import { bothWallTimes } from '../../post/domain/wall-time';
import type { Level } from '../../promise/domain/ladder/promise-state';
import { htmlOf } from '../../text/domain/html';
import { type Input, inWords, yesOrNo } from '../domain/inputs';
import type { Act } from './acts';

/** A promise as its page shows it. */
export interface Shown {
  readonly promise: PromiseRecord;
  /** To what it belongs, by its reference and title, and for which client. */
  readonly of: string;
  readonly reader: { readonly name: string; readonly timeZone: string };
  readonly acts: readonly Act[];
  /** What is to be said to the client. */
  readonly message: { readonly subject: string; readonly text: string } | undefined;
  readonly now: Date;
}

/** What somebody wanted to state, and why it was not taken. */
export interface Refused {
  readonly act: string;
  readonly status: number;
  readonly message: string;
  readonly errors: readonly FieldFault[];
  /** By the ids of the fields. */
  readonly typed: (id: string) => string;
}

/** The page on which a person decides about a promise. */
export function decisionPage(shown: Shown, refused?: Refused): Answer {
  const { promise, of, reader, acts } = shown;
  const parts = [
    ...(refused ? [refusedPart(refused, acts)] : []),
    `<p class="note">${htmlOf(standing(shown))}</p>`,
    `<p>${htmlOf(of)}</p>`,
    why(promise),
    toSay(shown),
    ...acts.map((act) => actPart(act, refused?.act === act.key ? refused : undefined)),
    ...(promise.state === 'open' && acts.length === 0
      ? ['<p>Nobody has to state anything: the system keeps this promise itself.</p>']
      : []),
    `<p>You are here as ${htmlOf(reader.name)}. The link is yours alone: what is stated by it is stated in your name.</p>`,
  ];
  return pageAnswer(refused?.status ?? 200, promise.title, parts.join('\n'));
}

function standing({ promise, reader, now }: Shown): string {
  const { state, owedBy, dueAt, settledAt, paused, level } = promise;
  const at = (instant: Date) => bothWallTimes(instant, reader.timeZone, null);
  if (state !== 'open') {
    return `This was ${state}${settledAt === null ? '' : ` on ${at(settledAt)}`}. Nothing is to be decided here any more.`;
  }
  const owed = `It is owed by the ${owedBy.replaceAll('-', ' ')}`;
  if (paused || dueAt === null) return `${owed}. Its clock is paused.`;
  const due = dueAt < now ? `was due on ${at(dueAt)} and is late` : `is due on ${at(dueAt)}`;
  return `${owed} and ${due}.${level > 0 ? ` ${levelName(level as Level)} was told.` : ''}`;
}

function why({ explanation }: PromiseRecord): string {
  const lines = explanation as string[];
  if (lines.length === 0) return '';
  const items = lines.map((line) => `<li>${htmlOf(line)}</li>`).join('');
  return `<details><summary>Why this time</summary><ul>${items}</ul></details>`;
}

function toSay({ message }: Shown): string {
  if (message === undefined) return '';
  return `<article class="document"><h2>${htmlOf(message.subject)}</h2><p>${htmlOf(message.text)}</p></article>`;
}

function refusedPart({ act, message, errors }: Refused, acts: readonly Act[]): string {
  const inputs = acts.find(({ key }) => key === act)?.inputs ?? [];
  const items = errors.map(({ pointer, message: fault }) => {
    const name = pointer.split('/').at(-1) ?? '';
    const title = inputs.find((input) => input.name === name)?.title ?? inWords(name);
    return `<li>${htmlOf(`${title}: ${fault}`)}</li>`;
  });
  return `<div class="fault" role="alert"><p>${htmlOf(message)}</p>${items.length > 0 ? `<ul>${items.join('')}</ul>` : ''}</div>`;
}

function actPart({ key, signal, inputs, reservedFor }: Act, refused: Refused | undefined): string {
  const title = htmlOf(inWords(signal));
  if (reservedFor !== null) {
    const roles = reservedFor.map((role) => role.replaceAll('-', ' ')).join(', ');
    return `<h2>${title}</h2>\n<p>This is for ${htmlOf(roles)} to state.</p>`;
  }
  if (inputs === null) {
    return `<h2>${title}</h2>\n<p>This takes more than this page can ask for. State it by the API: ${htmlOf(signal)}.</p>`;
  }
  const fields = inputs.map((input) => field(key, input, refused?.typed(input.id) ?? input.suggested));
  return `<form method="post">
<h2>${title}</h2>
<input type="hidden" name="act" value="${key}">
<input type="hidden" name="commandId" value="page_${randomUUID()}">
${fields.join('\n')}
<button>${title}</button>
</form>`;
}

function field(act: string, input: Input, value: string): string {
  const id = `${act}.${input.id}`;
  const title = input.type === 'hours' ? `${input.title}, in hours from now` : input.title;
  const label = `${title}${input.isRequired ? '' : ' (may be left out)'}${input.type === 'lines' ? ', one on each line' : ''}`;
  const attributes = `id="${htmlOf(id)}" name="${htmlOf(input.id)}"${input.isRequired ? ' required' : ''}`;
  return `<label for="${htmlOf(id)}">${htmlOf(label)}</label>\n${control(input, attributes, value)}`;
}

function control({ type, options, min, max, isRequired }: Input, attributes: string, value: string): string {
  const bounds = `${min === null ? '' : ` min="${min}"`}${max === null ? '' : ` max="${max}"`}`;
  const given = `value="${htmlOf(value)}"`;
  const choose = (choices: readonly string[]) => {
    const empty = isRequired && value !== '' ? [] : ['<option value=""></option>'];
    const items = choices.map(
      (choice) =>
        `<option value="${htmlOf(choice)}"${choice === value ? ' selected' : ''}>${htmlOf(choice)}</option>`,
    );
    return `<select ${attributes}>${[...empty, ...items].join('')}</select>`;
  };
  switch (type) {
    case 'text':
    case 'lines':
      return `<textarea ${attributes} rows="2">${htmlOf(value).replaceAll('<br>\n', '\n')}</textarea>`;
    case 'number':
      return `<input type="number" step="any" ${attributes}${bounds} ${given}>`;
    case 'hours':
      return `<input type="number" step="any" min="0" ${attributes} ${given}>`;
    case 'date':
      return `<input type="date" ${attributes} ${given}>`;
    case 'link':
      return `<input type="url" ${attributes} ${given}>`;
    case 'choice':
      return choose(options);
    case 'boolean':
      return choose([yesOrNo(true), yesOrNo(false)]);
  }
}

/** What became of a fact. @param page the way back */
export function statedPage(title: string, outcome: string, page: string): Answer {
  const back = `<p><a href="${htmlOf(page)}">Back to the promise</a></p>`;
  return pageAnswer(200, title, `<p class="note" role="status">${htmlOf(outcome)}</p>\n${back}`);
}

/** A link that opens nothing. */
export function noDecisionPage(): Answer {
  return pageAnswer(
    404,
    'There is nothing to decide behind this link',
    `<p>Perhaps your mail program has cut it, or it is more than 90 days old. Nothing was changed.</p>
<p>Newer messages about the same promise have links that are good.</p>`,
  );
}
