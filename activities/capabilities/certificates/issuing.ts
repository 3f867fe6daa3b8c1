import type { ActionActivities, ActionsOf } from '../../../src/capability/actions';
import type { CertificatesPort } from '../../../src/capability/offered/certificates';
import { type Door, type ServingDeps, servingDoor } from '../action-deps';
import {
  type Addressee,
  addressees,
  type EngagementFile,
  readEngagementFile,
  someone,
  unreachableNote,
} from '../engagement-file';
import { restOnMail, sendOnce } from '../mail';
import { atVendor } from '../vendor-errors';

/** The actions on certificates: issued and brought to their holders, and revoked. */
export function createCertificateActivities(
  deps: ServingDeps,
  { effects, port }: Door<CertificatesPort>,
): Pick<ActionActivities, ActionsOf<'certificates'>> {
  const { db, clock } = deps;
  return {
    'certificates.issue': ({ engagementId, key, params: { holders, title }, contact }) =>
      atVendor(async () => {
        const known = await effects.find('issued', key);
        const { count = '', unreached = '' } = (known ?? (await issued())).data;
        const note = `${counted(Number(count))} issued: "${title}".${unreached}`;
        return { refs: { certificates: count }, note };

        async function issued() {
          const file = await readEngagementFile(db, engagementId, contact);
          const found = await addressees(db, file, holders, new Date(clock.productNow()));
          const people = someone(found, holders);
          if (port().letter !== undefined) servingDoor(deps, file, 'mail').port();
          for (const holder of people) {
            const id = await port().ensureCertificate(key, { engagementId, holder, title });
            await sendLetter(file, holder, id);
          }
          const data = {
            count: String(people.length),
            unreached: holders.includes('client') ? unreachableNote(file) : '',
          };
          return await effects.keep('issued', key, engagementId, data);
        }
      }),

    'certificates.revoke': ({ params: { of } }) =>
      atVendor(async () => {
        const count = await port().revokeCertificates(of, 'The work was called off.');
        const note = count === 0 ? 'There was no certificate to revoke.' : `${counted(count)} revoked.`;
        return { refs: { certificates: String(count) }, note };
      }),
  };

  async function sendLetter(file: EngagementFile, { name, email }: Addressee, id: string): Promise<void> {
    const letter = await port().letter?.(id);
    if (letter === undefined) return;
    const mail = servingDoor(deps, file, 'mail');
    await restOnMail(mail, letter.key, file.id);
    const to = [{ name, address: email }];
    await sendOnce(mail, letter.key, async () => ({ to, ...(await letter.compose()) }));
  }
}

function counted(count: number): string {
  return `${count} certificate${count === 1 ? '' : 's'}`;
}
