import type { Connection } from '../../database/database';
import type { Answer } from '../../edge/http/route';
import { type ConsentedAccount, tokenServiceOf } from '../../vendors/kit/code-flow';
import { tellingOddAnswers } from '../../vendors/kit/odd-answers';
import type { Tokens } from '../domain/credential';
import { putConsent } from '../store/credentials';
import { againWords, page } from './page';
import type { ConsentPlace } from './place';

/**
 * Takes what a vendor gives for a code, and keeps it in the place of whatever was there.
 * @returns the page that says what came of it
 * @throws VendorError when the vendor refuses the code, or does not answer
 */
export async function connect(
  db: Connection,
  place: ConsentPlace,
  { code, verifier }: { code: string; verifier: string },
): Promise<Answer> {
  const { name, title, flow, own, of, keys, redirectUri } = place;
  const tokens = await tokenServiceOf(name, flow, own).redeem(code, redirectUri, verifier);
  const { refreshToken } = tokens;
  if (refreshToken === null) {
    return page(
      409,
      `${title} gave nothing that lasts`,
      'There was no refresh token in its answer: the application may not ask for one. Nothing was changed here.',
      againWords(name),
    );
  }
  const account = await accountOf(place, tokens);
  if (account instanceof Array) return choicePage(place, account);
  const nowMs = Date.now();
  const access = { token: tokens.accessToken, endsAtMs: nowMs + tokens.accessSeconds * 1_000 };
  await putConsent(db, keys, { of, secrets: { refreshToken, access }, account, nowMs });
  const missing = flow.scopes.filter((scope) => tokens.scopes !== null && !isAmong(tokens.scopes, scope));
  return page(
    200,
    `${title} is connected`,
    account === null
      ? 'What you consented to is kept, sealed.'
      : `What you consented to for ${account.name} is kept, sealed.`,
    ...(missing.length > 0 ? [`It does not allow everything. Missing: ${missing.join(', ')}.`] : []),
    `You can close this page. To try it: npm run connect -- ${name}`,
  );
}

/** The one account that is meant; the list of them where somebody has to choose first, or has chosen none of them. */
async function accountOf(
  { name, flow, own }: ConsentPlace,
  { accessToken }: Tokens,
): Promise<ConsentedAccount | null | readonly ConsentedAccount[]> {
  if (flow.accounts === undefined) return null;
  const all = await tellingOddAnswers(name, 'accounts', flow.accounts).of(own, accessToken);
  const wanted = own.values[flow.accounts.chosenBy.as];
  const fits = wanted === undefined || wanted === '' ? all : all.filter(({ id }) => id === wanted);
  const [first, ...more] = fits;
  return first === undefined || more.length > 0 ? all : first;
}

function choicePage({ name, title, flow }: ConsentPlace, all: readonly ConsentedAccount[]): Answer {
  return page(
    409,
    `${title} has to be told which account`,
    all.length === 0
      ? 'The consent reaches none. Nothing was changed here.'
      : `The consent reaches ${all.map((one) => `${one.name} (${one.id})`).join(', ')}, and the settings do not say which of them is meant. Nothing was changed here.`,
    `Set ${flow.accounts?.chosenBy.variable ?? 'it'} to the right one and start again.`,
    againWords(name),
  );
}

/** Vendors leave out the address that some of their scopes begin with. */
function isAmong(granted: readonly string[], scope: string): boolean {
  const bare = (text: string) => text.slice(text.lastIndexOf('/') + 1).toLowerCase();
  return scope === 'offline_access' || bare(scope) === '.default' || granted.map(bare).includes(bare(scope));
}
